package io.upstack.stages.zip;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.function.IntFunction;

/** Writes to a file, where a header gets its checksum after the content is written, in one pass. */
record ChannelOutput(SeekableByteChannel channel) implements ArchiveOutput {
  private static final int BUFFER_SIZE = 1 << 16;

  @Override
  public void write(byte[] bytes) throws IOException {
    ByteBuffer remaining = ByteBuffer.wrap(bytes);
    while (remaining.hasRemaining()) {
      channel.write(remaining);
    }
  }

  @Override
  public int writeMember(String name, long size, IntFunction<byte[]> header, MemberContent content)
      throws IOException {
    long start = channel.position();
    write(header.apply(0));
    OutputStream buffered =
        new BufferedOutputStream(Channels.newOutputStream(channel), BUFFER_SIZE);
    ChecksumStream stream = new ChecksumStream(buffered);
    content.writeTo(stream);
    buffered.flush();
    if (stream.count() != size) {
      throw ArchiveOutput.wrongSize(name, stream.count(), size);
    }
    long end = channel.position();
    channel.position(start);
    write(header.apply(stream.crc32()));
    channel.position(end);
    return stream.crc32();
  }

  @Override
  public void flush() {}
}
