package io.upstack.stages.zip;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;

/** Reads complete ranges at given positions of a channel that several readers share. */
final class ChannelReader implements AutoCloseable {
  private final SeekableByteChannel channel;
  private final String description;
  private final long size;

  ChannelReader(SeekableByteChannel channel, String description) throws IOException {
    this.channel = channel;
    this.description = description;
    this.size = channel.size();
  }

  String description() {
    return description;
  }

  long size() {
    return size;
  }

  /** Fills the rest of the target from the given position on. */
  synchronized void read(long position, ByteBuffer target) throws IOException {
    if (position < 0 || target.remaining() > size - position) {
      throw malformed(
          "ends at byte %d, expected %d bytes at byte %d"
              .formatted(size, target.remaining(), position));
    }
    channel.position(position);
    while (target.hasRemaining()) {
      if (channel.read(target) < 0) {
        throw malformed(
            "ends early: %d bytes are missing before byte %d"
                .formatted(target.remaining(), channel.position() + target.remaining()));
      }
    }
  }

  /**
   * Returns the bytes at the given position, in little-endian order like every number of a zip
   * archive.
   */
  ByteBuffer read(long position, int length) throws IOException {
    if (position < 0 || length > size - position) {
      throw malformed(
          "ends at byte %d, expected %d bytes at byte %d".formatted(size, length, position));
    }
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(position, bytes);
    return bytes.flip();
  }

  MalformedZipException malformed(String problem) {
    return new MalformedZipException(description, problem);
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}
