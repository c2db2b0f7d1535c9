package io.upstack.stages.store;

import static com.google.common.base.Preconditions.checkArgument;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Optional;

/**
 * Writes the bytes of an object. It may be called any number of times, including none if an object
 * exists already, and writes the same bytes each time. It need not close the stream.
 */
@FunctionalInterface
public interface ObjectContent {
  void writeTo(OutputStream output) throws IOException;

  /**
   * Returns the SHA-256 of what generates the bytes. The store keeps it with the object, outside of
   * its bytes; see {@link StoredObject#origin}.
   */
  default Optional<String> origin() {
    return Optional.empty();
  }

  /**
   * Returns the same bytes with this origin for their object.
   *
   * @param origin a lowercase hexadecimal SHA-256
   * @throws IllegalArgumentException if it is not one
   */
  default ObjectContent generatedBy(String origin) {
    checkArgument(
        origin.matches("[0-9a-f]{64}"), "'%s' is not a lower-case hexadecimal SHA-256", origin);
    ObjectContent content = this;
    return new ObjectContent() {
      @Override
      public void writeTo(OutputStream output) throws IOException {
        content.writeTo(output);
      }

      @Override
      public Optional<String> origin() {
        return Optional.of(origin);
      }
    };
  }
}
