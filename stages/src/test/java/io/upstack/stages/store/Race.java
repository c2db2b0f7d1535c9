package io.upstack.stages.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Threads that begin at once. */
final class Race {
  private Race() {}

  /** The work of one of the threads. */
  @FunctionalInterface
  interface Runner<T> {
    T run(int number) throws Exception;
  }

  /** Returns what each thread returned, and throws the first failure. */
  static <T> List<T> of(int threads, Runner<T> runner) throws Exception {
    CyclicBarrier start = new CyclicBarrier(threads);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      List<Future<T>> running = new ArrayList<>();
      for (int number = 0; number < threads; number++) {
        int own = number;
        running.add(
            executor.submit(
                () -> {
                  start.await();
                  return runner.run(own);
                }));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> one : running) {
        results.add(one.get());
      }
      return results;
    } finally {
      executor.shutdownNow();
    }
  }
}
