package io.upstack.stages.zip;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.zip.CRC32;

/**
 * Counts the bytes that pass through and computes their checksum. It leaves the underlying stream
 * open and unflushed.
 */
final class ChecksumStream extends FilterOutputStream {
  private final CRC32 crc32 = new CRC32();
  private long count;

  ChecksumStream(OutputStream output) {
    super(output);
  }

  int crc32() {
    return (int) crc32.getValue();
  }

  long count() {
    return count;
  }

  @Override
  public void write(int value) throws IOException {
    out.write(value);
    crc32.update(value);
    count++;
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
    crc32.update(bytes, offset, length);
    count += length;
  }

  @Override
  public void flush() {}

  @Override
  public void close() {}
}
