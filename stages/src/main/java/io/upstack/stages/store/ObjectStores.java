package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Opens stores by the locations that users name. */
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
   * Opens the store at a location that will hold results, and verifies that it is writable.
   *
   * @throws IOException under the conditions of {@link #open} and {@link #checkWritable}
   */
  public static ObjectStore openWritable(String location) throws IOException {
    try (ClosedTogether opening = new ClosedTogether()) {
      ObjectStore store = opening.add(open(location));
      checkWritable(store);
      opening.release();
      return store;
    }
  }

  /**
   * Verifies that objects can be made, found, listed and removed. Call this before work starts that
   * puts its results there. It also removes what killed processes left of such checks long ago.
   *
   * @throws IOException naming the root, if they cannot
   */
  public static void checkWritable(ObjectStore store) throws IOException {
    checkWritable(store, Clock.systemUTC());
  }

  static void checkWritable(ObjectStore store, Clock clock) throws IOException {
    String name = PassingObjects.name("probe");
    byte[] content = name.getBytes(StandardCharsets.UTF_8);
    StoredObject made = store.create(name, output -> output.write(content));
    Optional<StoredObject> found;
    Map<String, Instant> times;
    try {
      times = store.times(PassingObjects.PREFIX);
      found = store.find(name).filter(object -> times.containsKey(name));
    } finally {
      store.delete(name);
    }
    PassingObjects.removeOld(store, times, clock);
    if (!found.equals(Optional.of(made))) {
      throw new IOException(
          "what is written in %s cannot be read back: %s was made and %s was found"
              .formatted(store.root(), made, found.map(StoredObject::toString).orElse("nothing")));
    }
  }
}
