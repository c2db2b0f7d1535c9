package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Bytes of a picture, big-endian as both formats have them. For one thread. */
final class PictureBytes {
  /** What is read of a file at a time: one byte at a time would be a call of the system each. */
  private static final int WINDOW = 1 << 13;

  private final Source source;
  private final String description;
  private byte[] window = new byte[0];
  private long windowStart;

  private PictureBytes(Source source, String description) {
    this.source = source;
    this.description = description;
  }

  /**
   * Bytes of a picture in memory.
   *
   * @param description what messages call the file
   */
  static PictureBytes of(byte[] content, String description) {
    PictureBytes bytes = new PictureBytes((position, count) -> ByteBuffer.allocate(0), description);
    bytes.window = content;
    return bytes;
  }

  /**
   * Bytes of a picture in a file.
   *
   * @param description what messages call the file
   */
  static PictureBytes of(SeekableByteChannel channel, String description) {
    return new PictureBytes(
        (position, count) -> {
          ByteBuffer bytes = ByteBuffer.allocate(count);
          channel.position(position);
          while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            continue;
          }
          return bytes.flip();
        },
        description);
  }

  /** As many as asked for, or as there are. */
  byte[] upTo(long position, int count) throws IOException {
    if (!holds(position, count)) {
      ByteBuffer read = source.upTo(position, Math.max(count, WINDOW));
      if (!read.hasRemaining()) {
        return held(position, count);
      }
      window = Arrays.copyOf(read.array(), read.remaining());
      windowStart = position;
    }
    return held(position, count);
  }

  private boolean holds(long position, int count) {
    return position >= windowStart && position + count <= windowStart + window.length;
  }

  private byte[] held(long position, int count) {
    long start = position - windowStart;
    if (start < 0 || start >= window.length) {
      return new byte[0];
    }
    return Arrays.copyOfRange(window, (int) start, (int) Math.min(window.length, start + count));
  }

  /**
   * Where the next byte of another value is, from a position on, or the end of the file.
   *
   * @param value of the bytes that are passed over
   */
  long behind(byte value, long position) throws IOException {
    long next = position;
    while (upTo(next, 1).length == 1) {
      for (int index = (int) (next - windowStart); index < window.length; index++) {
        if (window[index] != value) {
          return windowStart + index;
        }
      }
      next = windowStart + window.length;
    }
    return next;
  }

  /**
   * @throws UndecodablePictureException if the file ends before
   */
  ByteBuffer at(long position, int count) throws IOException {
    byte[] bytes = upTo(position, count);
    if (bytes.length < count) {
      throw undecodable("it ends within its header, at byte %d".formatted(position));
    }
    return ByteBuffer.wrap(bytes);
  }

  /**
   * @throws UndecodablePictureException if an image of this size can't be held
   */
  ImageSize size(long height, long width) throws UndecodablePictureException {
    if (!ImageSize.isUsable(height, width)) {
      throw undecodable(
          "it is of %dx%d pixels, expected %s".formatted(height, width, ImageSize.USABLE));
    }
    return new ImageSize((int) height, (int) width);
  }

  UndecodablePictureException undecodable(String problem) {
    return new UndecodablePictureException(description, problem);
  }

  /** Reads bytes at a position. */
  @FunctionalInterface
  private interface Source {
    /** As many as asked for, or as there are, in a buffer of their own, ready to be read. */
    ByteBuffer upTo(long position, int count) throws IOException;
  }
}
