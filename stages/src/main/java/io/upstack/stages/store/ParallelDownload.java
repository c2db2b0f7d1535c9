package io.upstack.stages.store;

import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;

/** Downloads several ranges of an object at once, each with requests of its own. */
record ParallelDownload(GcsClient client, GcsObject object) {
  /** Each thread has a buffer of one range, which takes 64 MB in all. */
  private static final int THREADS = 8;

  private static final int RANGE = 8 << 20;

  /** Fills a file, which is on stable storage when this method returns. */
  void to(Path file) throws IOException {
    AtomicLong next = new AtomicLong();
    long ranges = (object.size() + RANGE - 1) / RANGE;
    int threads = (int) Math.min(THREADS, ranges);
    ExecutorService executor = Executors.newFixedThreadPool(Math.max(1, threads));
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      List<Future<Long>> running = new ArrayList<>();
      for (int thread = 0; thread < threads; thread++) {
        running.add(executor.submit(() -> copy(next, ranges, channel)));
      }
      await(running);
      channel.force(true);
    } finally {
      executor.shutdownNow();
    }
  }

  /** Downloads one range after another. */
  private long copy(AtomicLong next, long ranges, FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(RANGE, object.size()));
    long copied = 0;
    for (long range = next.getAndIncrement(); range < ranges; range = next.getAndIncrement()) {
      long start = range * RANGE;
      buffer.clear().limit((int) Math.min(RANGE, object.size() - start));
      client.read(object, start, buffer);
      buffer.flip();
      long position = start;
      while (buffer.hasRemaining()) {
        position += channel.write(buffer, position);
      }
      copied += position - start;
    }
    return copied;
  }

  private static void await(List<Future<Long>> running) throws IOException {
    try {
      for (Future<Long> one : running) {
        one.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while downloading");
      interrupted.initCause(e);
      throw interrupted;
    }
  }
}
