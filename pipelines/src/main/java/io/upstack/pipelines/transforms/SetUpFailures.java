package io.upstack.pipelines.transforms;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.AttemptRecord;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.shards.WorkerNotices;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Counts how often this process could not be set up for a job, for example because another process
 * uses the device, a model does not fit, or the store refuses.
 *
 * <p>Such a worker declines shards while others take them, and tries again after a pause that
 * grows. The job's shards are given up, each with the cause, once every worker has failed three
 * times, or once this one has failed for ten minutes and no other has made a shard.
 */
final class SetUpFailures {
  static final Duration PATIENCE = Duration.ofMinutes(10);

  private static final Duration SHORTEST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final int REMEMBERED_JOBS = 64;

  private static final Map<String, SetUpFailures> byLaunch =
      Collections.synchronizedMap(
          new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, SetUpFailures> eldest) {
              return size() > REMEMBERED_JOBS;
            }
          });

  private final LongSupplier nanoClock;
  private final Sleeper sleeper;
  private int times;
  private boolean storeRefuses;
  private long firstStart;
  private Optional<String> end = Optional.empty();

  SetUpFailures(LongSupplier nanoClock, Sleeper sleeper) {
    this.nanoClock = nanoClock;
    this.sleeper = sleeper;
  }

  /** Waits for a given time. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  /** Thrown when a worker could not be set up and should be set up again later. */
  static final class SetUpFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SetUpFailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Returns the failures of this process in a job. */
  static SetUpFailures of(String launch) {
    return byLaunch.computeIfAbsent(
        launch,
        unused -> new SetUpFailures(System::nanoTime, pause -> Thread.sleep(pause.toMillis())));
  }

  /** Returns why the shards of the job are given up, or empty if they are not. */
  synchronized Optional<String> end() {
    return end;
  }

  /** Pauses after a failure, so that shards go to other workers. */
  void pause() throws InterruptedIOException {
    Duration pause = nextPause();
    if (pause.isZero()) {
      return;
    }
    try {
      sleeper.sleep(pause);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      InterruptedIOException interrupted =
          new InterruptedIOException("interrupted before a worker was set up again");
      interrupted.initCause(e);
      throw interrupted;
    }
  }

  private synchronized Duration nextPause() {
    if (times == 0 || end.isPresent()) {
      return Duration.ZERO;
    }
    Duration pause = SHORTEST_PAUSE.multipliedBy(1L << Math.min(times - 1, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  /** Forgets the failures of a process that was set up in the end. */
  synchronized void succeeded(ObjectStore store, AttemptLimit limit) throws IOException {
    if (times > 0) {
      times = 0;
      new WorkerNotices(store, limit).setUp();
    }
  }

  /**
   * Counts a failure.
   *
   * @param start the time of the clock when the attempt began
   * @param store the store that other workers read; empty if the store is what refuses
   * @return why the shards should be given up; empty if setup should be tried again
   */
  synchronized Optional<String> failed(
      Throwable cause, long start, Optional<ObjectStore> store, AttemptLimit limit) {
    if (times == 0) {
      firstStart = start;
    }
    times++;
    storeRefuses = false;
    boolean isOver;
    try {
      isOver = isOver(cause, store, limit);
    } catch (IOException e) {
      storeRefuses = true;
      // The state of other workers is unknown, and one refused worker must not end the job.
      isOver = Math.max(1, limit.getWorkers()) == 1 && times >= limit.getLimit();
    }
    if (isOver) {
      end = Optional.of(message(cause) + "; given up");
    }
    return end;
  }

  private boolean isOver(Throwable cause, Optional<ObjectStore> store, AttemptLimit limit)
      throws IOException {
    if (store.isEmpty()) {
      throw new IOException("the store refuses");
    }
    WorkerNotices notices = new WorkerNotices(store.get(), limit);
    notices.notSetUp(times, reason(cause));
    List<AttemptRecord> all = notices.notSetUp();
    long failing = all.stream().filter(one -> one.getAttempt() >= limit.getLimit()).count();
    Duration since = Duration.ofNanos(nanoClock.getAsLong() - firstStart);
    return failing >= Math.max(1, limit.getWorkers())
        || (since.compareTo(PATIENCE) >= 0 && !notices.isAnotherAble());
  }

  /**
   * Returns the failure as one line. Workers whose store refuses cannot learn of one another
   * through it, so the program that watches the job counts these lines.
   */
  synchronized String message(Throwable cause) {
    return "%s could not %s (%s): %s"
        .formatted(
            Worker.name(),
            storeRefuses ? "reach the output" : "be set up",
            times == 1 ? "once" : times + " times",
            reason(cause));
  }

  private static String reason(Throwable cause) {
    String message = cause instanceof Error ? cause.toString() : cause.getMessage();
    return message == null ? cause.toString() : message.strip().replaceAll("\\s*\\n\\s*", " ");
  }

  long now() {
    return nanoClock.getAsLong();
  }
}
