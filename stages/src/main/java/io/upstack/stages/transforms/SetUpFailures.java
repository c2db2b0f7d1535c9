package io.upstack.stages.transforms;

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
 * Counts how often this process could not be set up for a job: a device that others have, a model
 * that does not fit, a store that refuses.
 *
 * <p>Such a worker declines shards, and tries again after a pause that grows, while others take
 * them. The job's shards are given up, each naming the cause, once every worker has failed three
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

  /** Lets time pass. */
  @FunctionalInterface
  interface Sleeper {
    void sleep(Duration pause) throws InterruptedException;
  }

  /** A worker could not be set up; it is not for want of trying again. */
  static final class SetUpFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    SetUpFailedException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /** Of this process in a job. */
  static SetUpFailures of(String launch) {
    return byLaunch.computeIfAbsent(
        launch,
        unused -> new SetUpFailures(System::nanoTime, pause -> Thread.sleep(pause.toMillis())));
  }

  /** Why the shards of the job are given up; empty while they are not. */
  synchronized Optional<String> end() {
    return end;
  }

  /** Lets time pass after a failure, in which shards go to others. */
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
   * @param start when the attempt began, by the clock
   * @param store to let others know; empty if it is what refuses
   * @return why the shards are to be given up; empty if it is to be tried again
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
      // What others do is not known, and one worker whose store refuses is not to end the job.
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
   * In a line. Workers whose store refuses cannot learn of one another through it: whoever watches
   * the job counts the lines that say so.
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
