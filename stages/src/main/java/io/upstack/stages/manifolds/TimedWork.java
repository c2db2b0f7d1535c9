package io.upstack.stages.manifolds;

import io.upstack.stages.programs.TorchEngine;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.LongAdder;

/**
 * The time that work took.
 *
 * @param wallSeconds elapsed time from the beginning to the end
 * @param cpuSeconds processor time of all threads together
 */
public record TimedWork(double wallSeconds, double cpuSeconds) {
  private static final double NANOSECONDS = 1e9;

  /** Runs work in several threads, each with one thread of the engine. */
  static TimedWork run(List<Runnable> work, int threads) throws InterruptedException {
    ThreadMXBean clock = ManagementFactory.getThreadMXBean();
    LongAdder cpu = new LongAdder();
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    long begin = System.nanoTime();
    try {
      List<Future<?>> running =
          work.stream()
              .<Future<?>>map(piece -> executor.submit(() -> time(piece, clock, cpu)))
              .toList();
      for (Future<?> piece : running) {
        piece.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("timed work failed: " + e.getCause().getMessage(), e);
    } finally {
      executor.shutdownNow();
    }
    return new TimedWork((System.nanoTime() - begin) / NANOSECONDS, cpu.sum() / NANOSECONDS);
  }

  private static void time(Runnable piece, ThreadMXBean clock, LongAdder cpu) {
    TorchEngine.useThreads(1);
    long begin = clock.getCurrentThreadCpuTime();
    piece.run();
    cpu.add(clock.getCurrentThreadCpuTime() - begin);
  }
}
