package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * The bytes of a picture, which are big-endian in both formats. Only one thread can use an
 * instance.
 */
final class PictureBytes {
  /**
   * The number of bytes of a file that are read at a time. Reading single bytes would take a system
   * call for each.
   */
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
   * Returns the bytes of a picture in memory.
   *
   * @param description the name of the file in messages
   */
  static PictureBytes of(byte[] content, String description) {
    PictureBytes bytes = new PictureBytes((position, count) -> ByteBuffer.allocate(0), description);
    bytes.window = content;
    return bytes;
  }

  /**
   * Returns the bytes of a picture in a file.
   *
   * @param description the name of the file in messages
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

  /** Returns as many bytes as asked for, or as there are. */
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
   * Returns the position of the first byte with another value, starting at a position, or the end
   * of the file.
   *
   * @param value the value of the bytes that are skipped
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
   * @throws UndecodablePictureException if the file ends too early
   */
  ByteBuffer at(long position, int count) throws IOException {
    byte[] bytes = upTo(position, count);
    if (bytes.length < count) {
      throw undecodable("it ends within its header, at byte %d".formatted(position));
    }
    return ByteBuffer.wrap(bytes);
  }

  /**
   * @throws UndecodablePictureException if an image of this size does not fit in memory
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
    /**
     * Reads as many bytes as asked for, or as there are, into a new buffer that is ready to be
     * read.
     */
    ByteBuffer upTo(long position, int count) throws IOException;
  }
}
