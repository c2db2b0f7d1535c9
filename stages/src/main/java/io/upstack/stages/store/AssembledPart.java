package io.upstack.stages.store;

import io.upstack.stages.checksums.CyclicRedundancy;
import io.upstack.stages.store.gcs.GcsObject;
import java.util.List;

/**
 * A part of an object that is assembled in a bucket.
 *
 * @param object the part's object in the bucket
 * @param crc32 the CRC-32 of its bytes, as zip archives store it
 */
public record AssembledPart(GcsObject object, int crc32) {
  /** Returns the size in bytes. */
  public long size() {
    return object.size();
  }

  /** Returns the CRC-32 of all bytes of the parts, in order. */
  public static int crc32(List<AssembledPart> parts) {
    int crc32 = 0;
    for (AssembledPart part : parts) {
      crc32 = CyclicRedundancy.CRC32.combine(crc32, part.crc32(), part.size());
    }
    return crc32;
  }
}
