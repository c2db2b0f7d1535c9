package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsObject;
import java.util.Map;

/** The checksum that its writer left in an object's metadata. */
final class RecordedChecksum {
  private static final String KEY = "upstack-checksum";

  private RecordedChecksum() {}

  static Map<String, String> of(Checksum checksum) {
    return Map.of(KEY, checksum.toLine());
  }

  /** Whether the object is what its writer wrote; true where the writer left no checksum. */
  static boolean isKept(GcsObject object) {
    String found = new Checksum(object.crc32c(), object.size()).toLine();
    return object.metadata().getOrDefault(KEY, found).equals(found);
  }
}
