package io.upstack.stages.checkpoints;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A file of any size from which small pieces are read through pages that stay in memory, and large
 * ones directly. It is safe for use by many threads. The file is not mapped: a training loop may
 * write over a checkpoint in place, and a JVM that touches mapped memory behind the end of a file
 * fails with an error that says nothing of the file, or ends.
 */
final class PagedFile {
  private static final int PAGE = 1 << 16;

  /**
   * The most pages that are kept, together 32 MB. The largest convolution of the published networks
   * fits twice, so that a tensor whose elements are scattered is read once.
   */
  private static final int KEPT = 512;

  /**
   * The size from which on pieces are read directly. Scattered elements are not worth one system
   * call each.
   */
  private static final int DIRECT_FROM = 1 << 14;

  private final FileChannel channel;
  private final long size;
  private final int pageSize;
  private final Map<Long, ByteBuffer> pages;

  PagedFile(FileChannel channel) throws IOException {
    this(channel, PAGE, KEPT);
  }

  PagedFile(FileChannel channel, int pageSize, int kept) throws IOException {
    this.channel = channel;
    this.size = channel.size();
    this.pageSize = pageSize;
    this.pages =
        new LinkedHashMap<>(16, .75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Long, ByteBuffer> eldest) {
            return size() > kept;
          }
        };
  }

  /**
   * Fills the target with bytes that were in the file when it was opened.
   *
   * @throws EOFException if the file is shorter now
   */
  void copy(long position, ByteBuffer target) throws IOException {
    if (target.remaining() >= DIRECT_FROM) {
      fill(target, position);
      return;
    }
    long next = position;
    while (target.hasRemaining()) {
      ByteBuffer page = page(next / pageSize);
      int start = (int) (next % pageSize);
      int count = Math.min(page.capacity() - start, target.remaining());
      target.put(target.position(), page, start, count);
      target.position(target.position() + count);
      next += count;
    }
  }

  private synchronized ByteBuffer page(long index) throws IOException {
    ByteBuffer page = pages.get(index);
    if (page == null) {
      long start = index * pageSize;
      page = ByteBuffer.allocate((int) Math.min(pageSize, size - start));
      fill(page, start);
      pages.put(index, page);
    }
    return page;
  }

  private void fill(ByteBuffer target, long position) throws IOException {
    long next = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, next);
      if (count < 0) {
        throw new EOFException(
            "the file was cut to %d bytes while it was read".formatted(channel.size()));
      }
      next += count;
    }
  }
}
