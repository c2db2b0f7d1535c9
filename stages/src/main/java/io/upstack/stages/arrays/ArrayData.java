package io.upstack.stages.arrays;

import io.upstack.stages.zip.MalformedZipException;
import io.upstack.stages.zip.MemberReader;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The elements of an array as its member holds them, in little-endian order.
 *
 * @param member the member, positioned at the first element when this record is created
 * @param start the offset of the first element in the member
 */
record ArrayData(String description, NpyHeader header, MemberReader member, long start) {
  static final long LARGEST_BUFFER = Integer.MAX_VALUE - 8;

  static ArrayData of(String description, NpyHeader header, MemberReader member) {
    return new ArrayData(description, header, member, member.position());
  }

  /** Returns the number of bytes of all elements. */
  long size() {
    return header.elements() * header.elementType().size();
  }

  /** Reads the next bytes. */
  byte[] next(int count) throws IOException {
    byte[] bytes = new byte[count];
    named(() -> member.read(ByteBuffer.wrap(bytes)));
    return little(bytes);
  }

  /** Reads the next bytes into the remaining space of a buffer. */
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

  /** Reads the bytes at an offset from the first element. The member must be seekable. */
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
