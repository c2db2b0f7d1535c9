package io.upstack.runners.files;

import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** The file that a command makes: there whole or not at all. */
public interface OutputFile {
  /**
   * The file of this location.
   *
   * @param field what names it, in problems, such as {@code --output}
   * @param location a path, or a {@code gs://} path
   * @param existing what becomes of another of its name
   * @throws InvalidPathException if it is neither
   */
  static OutputFile of(String field, String location, ExistingFile existing) {
    return GcsLocation.isGcs(location)
        ? new BucketOutputFile(field, location, existing)
        : new LocalOutputFile(field, Path.of(location), existing);
  }

  /** Tells why it can't be made. */
  void check(Problems problems);

  /** Makes the file. */
  void write(Content content) throws IOException;

  /** Writes a file. */
  @FunctionalInterface
  interface Content {
    void writeTo(Path file) throws IOException;
  }
}
