package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsObject;
import java.util.Map;

/** The checksum that an object's writer left in its metadata. */
final class RecordedChecksum {
  private static final String KEY = "upstack-checksum";

  private RecordedChecksum() {}

  static Map<String, String> of(Checksum checksum) {
    return Map.of(KEY, checksum.toLine());
  }

  /**
   * Returns whether the object is what its writer wrote. This is true if the writer left no
   * checksum.
   */
  static boolean isKept(GcsObject object) {
    String found = new Checksum(object.crc32c(), object.size()).toLine();
    return object.metadata().getOrDefault(KEY, found).equals(found);
  }
}
