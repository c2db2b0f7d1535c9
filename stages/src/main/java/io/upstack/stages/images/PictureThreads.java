package io.upstack.stages.images;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Processes many pictures at a time, more than there are cores, because each is a file of its own,
 * and reading files of a bucket takes waiting.
 */
final class PictureThreads {
  static final int THREADS = 16;

  private PictureThreads() {}

  /** Processes one picture. */
  @FunctionalInterface
  interface Looking<T> {
    T look(Picture picture) throws IOException;
  }

  /**
   * Returns the result for each picture, in their order.
   *
   * @throws IOException of the first picture that can't be processed
   */
  static <T> List<T> look(List<Picture> pictures, Looking<T> looking) throws IOException {
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<T>> looks = new ArrayList<>();
      pictures.forEach(picture -> looks.add(threads.submit(() -> looking.look(picture))));
      List<T> seen = new ArrayList<>();
      for (Future<T> look : looks) {
        seen.add(look.get());
      }
      return seen;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted while looking at pictures");
      interrupted.initCause(e);
      throw interrupted;
    } finally {
      threads.shutdownNow();
    }
  }
}
