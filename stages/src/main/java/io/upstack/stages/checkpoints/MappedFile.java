package io.upstack.stages.checkpoints;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * A file of any size as memory, mapped in windows when they are first needed. It is safe for use by
 * many threads. Large pieces are read instead of mapped, because pages that were mapped and touched
 * stay in the process's memory as long as the file is open, and in the end the whole file would be
 * there.
 */
final class MappedFile {
  /** The size of a window. Java maps at most 2 GB at once. */
  private static final int WINDOW = 1 << 30;

  /**
   * The size from which on pieces are read. Scattered elements are not worth one system call each.
   */
  private static final int READ_FROM = 1 << 14;

  private final FileChannel channel;
  private final long size;
  private final int windowSize;
  private final ByteBuffer[] windows;

  MappedFile(FileChannel channel) throws IOException {
    this(channel, WINDOW);
  }

  MappedFile(FileChannel channel, int windowSize) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.windowSize = windowSize;
    this.windows = new ByteBuffer[Math.toIntExact((size + windowSize - 1) / windowSize)];
  }

  /** Fills the target with bytes that are known to be in the file. */
  void copy(long position, ByteBuffer target) throws IOException {
    long next = position;
    while (target.remaining() >= READ_FROM) {
      int count = channel.read(target, next);
      if (count < 0) {
        throw new EOFException("the file was cut to %d bytes while it was read".formatted(next));
      }
      next += count;
    }
    while (target.hasRemaining()) {
      ByteBuffer window = window((int) (next / windowSize));
      int start = (int) (next % windowSize);
      int count = Math.min(window.capacity() - start, target.remaining());
      target.put(target.position(), window, start, count);
      target.position(target.position() + count);
      next += count;
    }
  }

  private synchronized ByteBuffer window(int index) throws IOException {
    if (windows[index] == null) {
      long start = (long) index * windowSize;
      windows[index] =
          channel.map(FileChannel.MapMode.READ_ONLY, start, Math.min(windowSize, size - start));
    }
    return windows[index];
  }
}
