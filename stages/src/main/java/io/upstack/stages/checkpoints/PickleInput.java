package io.upstack.stages.checkpoints;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** The bytes of a pickle, which are never read beyond their end. */
final class PickleInput {
  private final ByteBuffer bytes;

  PickleInput(byte[] bytes) {
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  int position() {
    return bytes.position();
  }

  int unsignedByte() throws MalformedPickleException {
    return Byte.toUnsignedInt(require(1).get());
  }

  int unsignedShort() throws MalformedPickleException {
    return Short.toUnsignedInt(require(2).getShort());
  }

  int signedInt() throws MalformedPickleException {
    return require(4).getInt();
  }

  long unsignedInt() throws MalformedPickleException {
    return Integer.toUnsignedLong(require(4).getInt());
  }

  long signedLong() throws MalformedPickleException {
    return require(8).getLong();
  }

  void skip(long count) throws MalformedPickleException {
    require(count);
    bytes.position(bytes.position() + (int) count);
  }

  String text(long count) throws MalformedPickleException {
    require(count);
    byte[] text = new byte[(int) count];
    bytes.get(text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Reads up to the next newline, and skips the newline. */
  String line() throws MalformedPickleException {
    int end = bytes.position();
    while (end < bytes.limit() && bytes.get(end) != '\n') {
      end++;
    }
    String line = text(end - bytes.position());
    skip(1);
    return line;
  }

  /** Reads a little-endian two's complement number of {@code count} bytes. */
  PickleValue number(long count) throws MalformedPickleException {
    require(count);
    if (count > Long.BYTES) {
      skip(count);
      return new PickleValue.Opaque("int beyond 64 bits");
    }
    byte[] reversed = new byte[(int) count];
    for (int index = reversed.length - 1; index >= 0; index--) {
      reversed[index] = bytes.get();
    }
    return new PickleValue.Whole(count == 0 ? 0 : new BigInteger(reversed).longValue());
  }

  private ByteBuffer require(long count) throws MalformedPickleException {
    if (count < 0 || count > bytes.remaining()) {
      throw new MalformedPickleException(
          "ends at byte %d, expected %s more bytes at byte %d"
              .formatted(bytes.limit(), Long.toUnsignedString(count), bytes.position()));
    }
    return bytes;
  }
}
