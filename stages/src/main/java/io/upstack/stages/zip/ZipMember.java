package io.upstack.stages.zip;

/**
 * A member as the central directory lists it.
 *
 * @param method the compression method: 0 is stored, 8 is deflated
 * @param flags the general purpose bits; bit 0 is encryption
 * @param crc32 the CRC-32 of the uncompressed bytes
 * @param compressedSize the size in bytes within the archive
 * @param size the uncompressed size in bytes
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
