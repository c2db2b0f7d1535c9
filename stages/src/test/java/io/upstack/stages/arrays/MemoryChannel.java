package io.upstack.stages.arrays;

import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;

/** A file in memory that gives few bytes at a time, as a channel of a bucket may. */
final class MemoryChannel implements SeekableByteChannel {
  private static final int MOST_AT_ONCE = 1000;

  private final byte[] content;
  private long position;
  private boolean open = true;

  MemoryChannel(byte[] content) {
    this.content = content;
  }

  @Override
  public int read(ByteBuffer target) {
    if (position >= content.length) {
      return -1;
    }
    int available = Math.min(content.length - (int) position, MOST_AT_ONCE);
    int count = Math.min(available, target.remaining());
    target.put(content, (int) position, count);
    position += count;
    return count;
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long newPosition) {
    position = newPosition;
    return this;
  }

  @Override
  public long size() {
    return content.length;
  }

  @Override
  public int write(ByteBuffer source) {
    throw new NonWritableChannelException();
  }

  @Override
  public SeekableByteChannel truncate(long size) {
    throw new NonWritableChannelException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
