package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** Opens stores by what users call them. */
public final class ObjectStores {
  private ObjectStores() {}

  /**
   * Opens the store at a location, which is made if it does not exist.
   *
   * @param location the path of a directory, or a {@code gs://} path
   * @throws InvalidLocationException if it is neither
   * @throws IOException naming the location, if it is not a directory, cannot be made or written,
   *     or is in a bucket that does not exist or may not be listed
   */
  public static ObjectStore open(String location) throws IOException {
    if (GcsLocation.isGcs(location)) {
      return Buckets.current().store(BucketLocation.of(location));
    }
    return DirectoryStore.open(LocalLocation.path(location));
  }

  /**
   * Proves that objects can be made, found, listed and removed, before work starts whose results go
   * there.
   *
   * @throws IOException naming the root, if they cannot
   */
  public static void checkWritable(ObjectStore store) throws IOException {
    String name = "upstack-probe-" + UUID.randomUUID();
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    StoredObject made = store.create(name, output -> output.write(content));
    Optional<StoredObject> found;
    try {
      found = store.find(name).filter(store.list(name)::contains);
    } finally {
      store.delete(name);
    }
    if (!found.equals(Optional.of(made))) {
      throw new IOException(
          "what is written in %s cannot be read back: %s was made and %s was found"
              .formatted(store.root(), made, found.map(StoredObject::toString).orElse("nothing")));
    }
  }
}
