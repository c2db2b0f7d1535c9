package io.upstack.stages.store;

import java.util.Optional;

/**
 * A whole object in a store.
 *
 * @param name relative to the store's root
 * @param size in bytes
 * @param crc32c of the content (RFC 3720), as in a bucket's listing
 * @param origin the SHA-256 of what generated it, as its writer gave it; empty where the writer
 *     gave none, as programs before origins were kept, or where it was lost (a directory copied
 *     without its hidden files)
 */
public record StoredObject(String name, long size, int crc32c, Optional<String> origin) {
  /** An object that carries no origin. */
  public StoredObject(String name, long size, int crc32c) {
    this(name, size, crc32c, Optional.empty());
  }

  /** Whether both have the same bytes. */
  public boolean hasContentOf(StoredObject other) {
    return size == other.size && crc32c == other.crc32c;
  }
}
