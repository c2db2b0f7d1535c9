package io.upstack.stages.images;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/**
 * Bytes of a picture, big-endian as both formats have them.
 *
 * @param description what messages call the file
 */
record PictureBytes(Source source, String description) {
  static PictureBytes of(byte[] content, String description) {
    return new PictureBytes(
        (position, count) -> {
          int start = (int) Math.min(position, content.length);
          int end = Math.min(content.length, start + count);
          return Arrays.copyOfRange(content, start, end);
        },
        description);
  }

  static PictureBytes of(SeekableByteChannel channel, String description) {
    return new PictureBytes(
        (position, count) -> {
          ByteBuffer bytes = ByteBuffer.allocate(count);
          channel.position(position);
          while (bytes.hasRemaining() && channel.read(bytes) >= 0) {
            continue;
          }
          return Arrays.copyOf(bytes.array(), bytes.position());
        },
        description);
  }

  /** As many as asked for, or as there are. */
  byte[] upTo(long position, int count) throws IOException {
    return source.upTo(position, count);
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
          "it is of %dx%d pixels, expected 1 to %d an edge"
              .formatted(height, width, ImageSize.LARGEST_EDGE));
    }
    return new ImageSize((int) height, (int) width);
  }

  UndecodablePictureException undecodable(String problem) {
    return new UndecodablePictureException(description, problem);
  }

  /** Reads bytes at a position. */
  @FunctionalInterface
  interface Source {
    /** As many as asked for, or as there are. */
    byte[] upTo(long position, int count) throws IOException;
  }
}
