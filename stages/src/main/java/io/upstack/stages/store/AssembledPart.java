package io.upstack.stages.store;

import io.upstack.stages.checksums.CyclicRedundancy;
import io.upstack.stages.store.gcs.GcsObject;
import java.util.List;

/**
 * A part of an object that is put together in a bucket.
 *
 * @param object that stands in the bucket
 * @param crc32 of its bytes, as zip archives have it
 */
public record AssembledPart(GcsObject object, int crc32) {
  /** In bytes. */
  public long size() {
    return object.size();
  }

  /** The CRC-32 of all bytes of the parts, in their order. */
  public static int crc32(List<AssembledPart> parts) {
    int crc32 = 0;
    for (AssembledPart part : parts) {
      crc32 = CyclicRedundancy.CRC32.combine(crc32, part.crc32(), part.size());
    }
    return crc32;
  }
}
