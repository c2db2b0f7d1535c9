package io.upstack.stages.store;

import java.util.Optional;

/**
 * A whole object in a store.
 *
 * @param name the name relative to the store's root
 * @param size the size in bytes
 * @param crc32c the CRC32C of the content (RFC 3720), as in a bucket's listing
 * @param origin the SHA-256 of what generated it, as its writer gave it; empty if the writer gave
 *     none, like programs from before origins were kept, or if it was lost (a directory copied
 *     without its hidden files)
 */
public record StoredObject(String name, long size, int crc32c, Optional<String> origin) {
  /** An object that carries no origin. */
  public StoredObject(String name, long size, int crc32c) {
    this(name, size, crc32c, Optional.empty());
  }

  /** Returns whether both objects have the same bytes. */
  public boolean hasContentOf(StoredObject other) {
    return size == other.size && crc32c == other.crc32c;
  }
}
