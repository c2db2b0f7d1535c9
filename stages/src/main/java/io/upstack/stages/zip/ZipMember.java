package io.upstack.stages.zip;

/**
 * A member as the central directory lists it.
 *
 * @param method of compression: 0 is stored, 8 is deflated
 * @param flags general purpose bits; bit 0 is encryption
 * @param crc32 of the uncompressed bytes
 * @param compressedSize in bytes, as in the archive
 * @param size in bytes, uncompressed
 * @param headerOffset where its local header begins in the archive
 */
public record ZipMember(
    String name,
    int method,
    int flags,
    int crc32,
    long compressedSize,
    long size,
    long headerOffset) {
  static final int STORED = 0;
  static final int DEFLATED = 8;

  public boolean isStored() {
    return method == STORED;
  }

  boolean isEncrypted() {
    return (flags & 1) != 0;
  }
}
