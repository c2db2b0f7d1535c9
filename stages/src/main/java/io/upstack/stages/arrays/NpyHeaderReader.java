package io.upstack.stages.arrays;

import io.upstack.stages.zip.MemberReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Reads the header of an npy member, versions 1.0, 2.0 and 3.0. */
final class NpyHeaderReader {
  /**
   * The length of the longest header accepted. Headers of Upstack take about 128 bytes, and numpy
   * itself refuses more than 10,000.
   */
  private static final long LONGEST = 10_000;

  private NpyHeaderReader() {}

  /** Reads the header and leaves the member at the first byte of the data. */
  static NpyHeader read(MemberReader member, String description) throws IOException {
    ByteBuffer prefix = bytes(member, NpyHeader.MAGIC.length + 2);
    if (!prefix.slice(0, NpyHeader.MAGIC.length).equals(ByteBuffer.wrap(NpyHeader.MAGIC))) {
      throw new MalformedArrayException(
          description + " does not begin as an npy file: expected the bytes 93 'NUMPY'");
    }
    int major = prefix.get(6);
    int minor = prefix.get(7);
    if (major < 1 || major > 3 || minor != 0) {
      throw new MalformedArrayException(
          "%s is of npy version %d.%d, expected 1.0, 2.0 or 3.0"
              .formatted(description, major, minor));
    }
    long length =
        major == 1
            ? Short.toUnsignedLong(bytes(member, Short.BYTES).getShort())
            : Integer.toUnsignedLong(bytes(member, Integer.BYTES).getInt());
    if (length > LONGEST) {
      throw new MalformedArrayException(
          "%s has an npy header of %d bytes, expected at most %d"
              .formatted(description, length, LONGEST));
    }
    String text = StandardCharsets.UTF_8.decode(bytes(member, (int) length)).toString();
    return new NpyHeaderParser(text, description).parse();
  }

  private static ByteBuffer bytes(MemberReader member, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    member.read(bytes);
    return bytes.flip();
  }
}
