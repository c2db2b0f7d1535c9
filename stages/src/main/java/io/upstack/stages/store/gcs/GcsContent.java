package io.upstack.stages.store.gcs;

import java.nio.file.Path;
import java.util.Map;

/**
 * The content to be put into a bucket.
 *
 * @param file the file that holds the bytes
 * @param size the size in bytes
 * @param crc32c the CRC32C of the bytes, which the bucket compares with what arrives
 * @param metadata the metadata to be kept with the object
 */
public record GcsContent(Path file, long size, int crc32c, Map<String, String> metadata) {
  public GcsContent {
    metadata = Map.copyOf(metadata);
  }

  /** Returns whether an object has these bytes and the metadata. */
  public boolean isOf(GcsObject object) {
    return object.size() == size && object.crc32c() == crc32c && object.has(metadata);
  }
}
