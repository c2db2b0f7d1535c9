package io.upstack.stages.store.gcs;

import java.time.Instant;
import java.util.Map;

/**
 * An object as a bucket lists it.
 *
 * @param generation a number that differs for each content that the name had
 * @param size the size in bytes
 * @param crc32c the CRC32C of the content, as the bucket reports it
 * @param metadata the metadata that its writer gave it
 * @param updated when it was last written, by the bucket's clock
 */
public record GcsObject(
    GcsLocation location,
    long generation,
    long size,
    int crc32c,
    Map<String, String> metadata,
    Instant updated) {
  public GcsObject {
    metadata = Map.copyOf(metadata);
  }

  /** Returns whether a writer gave it this metadata. A server may have added to it. */
  boolean has(Map<String, String> given) {
    return metadata.entrySet().containsAll(given.entrySet());
  }
}
