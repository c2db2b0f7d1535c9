package io.upstack.stages.arrays;

import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/** A file in memory of any size, of which only the pages that are not zero take room. */
final class SparseChannel implements SeekableByteChannel {
  private static final int PAGE = 1 << 16;
  private static final byte[] ZEROS = new byte[PAGE];

  private final Map<Long, byte[]> pages = new HashMap<>();
  private long position;
  private long size;

  @Override
  public int read(ByteBuffer target) {
    if (position >= size) {
      return -1;
    }
    int offset = (int) (position % PAGE);
    int count = (int) Math.min(Math.min(PAGE - offset, target.remaining()), size - position);
    target.put(pages.getOrDefault(position / PAGE, ZEROS), offset, count);
    position += count;
    return count;
  }

  @Override
  public int write(ByteBuffer source) {
    int written = source.remaining();
    while (source.hasRemaining()) {
      int offset = (int) (position % PAGE);
      byte[] piece = new byte[Math.min(PAGE - offset, source.remaining())];
      source.get(piece);
      long page = position / PAGE;
      if (pages.containsKey(page)
          || !Arrays.equals(piece, 0, piece.length, ZEROS, 0, piece.length)) {
        byte[] bytes = pages.computeIfAbsent(page, absent -> new byte[PAGE]);
        System.arraycopy(piece, 0, bytes, offset, piece.length);
      }
      position += piece.length;
      size = Math.max(size, position);
    }
    return written;
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
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long newSize) {
    throw new UnsupportedOperationException("never cut");
  }

  @Override
  public boolean isOpen() {
    return true;
  }

  @Override
  public void close() {}
}
