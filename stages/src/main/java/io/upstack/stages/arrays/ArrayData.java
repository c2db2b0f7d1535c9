package io.upstack.stages.arrays;

import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.MemberReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The elements of an array as they stand in its member, little-endian.
 *
 * @param member at the first element when this is made
 * @param start offset of the first element in the member
 */
record ArrayData(String description, NpyHeader header, MemberReader member, long start) {
  static final long LARGEST_BUFFER = Integer.MAX_VALUE - 8;

  static ArrayData of(String description, NpyHeader header, MemberReader member) {
    return new ArrayData(description, header, member, member.position());
  }

  /** All elements. */
  long size() {
    return header.elements() * header.elementType().size();
  }

  /** The next bytes. */
  byte[] next(int count) throws IOException {
    byte[] bytes = new byte[count];
    named(() -> member.read(ByteBuffer.wrap(bytes)));
    return little(bytes);
  }

  /** The same into what remains of a buffer. */
  void next(ByteBuffer target) throws IOException {
    if (header.bigEndian()) {
      target.put(next(target.remaining()));
    } else {
      named(() -> member.read(target));
    }
  }

  void skip(long bytes) throws IOException {
    named(() -> member.skip(bytes));
  }

  /** The bytes at an offset from the first element, of a member that is seekable. */
  byte[] at(long offset, int count) throws IOException {
    byte[] bytes = new byte[count];
    named(() -> member.readAt(start + offset, ByteBuffer.wrap(bytes)));
    return little(bytes);
  }

  private byte[] little(byte[] bytes) {
    if (header.bigEndian()) {
      Elements.swap(bytes, header.elementType().size());
    }
    return bytes;
  }

  private void named(Reading reading) throws IOException {
    try {
      reading.run();
    } catch (MalformedZipException exception) {
      throw new MalformedArrayException(exception.getMessage(), exception);
    }
  }

  @FunctionalInterface
  private interface Reading {
    void run() throws IOException;
  }
}
