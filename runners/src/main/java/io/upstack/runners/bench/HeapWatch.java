package io.upstack.runners.bench;

import com.google.common.util.concurrent.ThreadFactoryBuilder;
import io.upstack.runners.remote.FlinkSession;
import io.upstack.runners.remote.JobManagerHeap;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the largest heap uses that it has seen. They include garbage that is not collected yet. */
final class HeapWatch implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(HeapWatch.class);
  private static final int PAUSE_SECONDS = 2;

  private final FlinkSession session;
  private final ScheduledExecutorService scheduler =
      Executors.newSingleThreadScheduledExecutor(
          new ThreadFactoryBuilder().setNameFormat("upstack-heap-watch").setDaemon(true).build());
  private JobManagerHeap jobManager = new JobManagerHeap(0, 0);

  private HeapWatch(FlinkSession session) {
    this.session = session;
  }

  static HeapWatch start(FlinkSession session) {
    HeapWatch watch = new HeapWatch(session);
    watch.scheduler.scheduleWithFixedDelay(watch::look, 0, PAUSE_SECONDS, TimeUnit.SECONDS);
    return watch;
  }

  private void look() {
    try {
      add(JobManagerHeap.of(session));
    } catch (IOException | RuntimeException e) {
      logger.debug("the JobManager's heap is not known", e);
    }
  }

  private synchronized void add(JobManagerHeap seen) {
    jobManager =
        new JobManagerHeap(
            Math.max(jobManager.used(), seen.used()), Math.max(jobManager.limit(), seen.limit()));
  }

  /** Returns the highest heap use and limit of the JobManager so far. */
  synchronized JobManagerHeap jobManager() {
    return jobManager;
  }

  /** Returns an upper bound of the heap that this process used at once, in bytes. */
  static long clientPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .map(MemoryPoolMXBean::getPeakUsage)
        .mapToLong(usage -> usage.getUsed())
        .sum();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
