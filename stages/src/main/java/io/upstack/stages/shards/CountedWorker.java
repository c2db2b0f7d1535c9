package io.upstack.stages.shards;

import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.stages.programs.InterruptedWorkException;
import io.upstack.stages.shards.ShardAttempts.Manner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A worker that gives up a shard once it has failed too often, here and in other processes, and
 * says so in its result. If the job has several workers, a shard that fails is put off for another
 * worker to begin. If it has only one, the shard is begun again at once.
 *
 * <p>A process whose last three attempts failed is considered broken as soon as another process is
 * seen to make shards, and then ends. Until then it takes no further shard, as long as other
 * processes are working on theirs.
 */
public final class CountedWorker {
  private static final Logger logger = LoggerFactory.getLogger(CountedWorker.class);
  private static final Duration LONGEST_REST = Duration.ofMinutes(10);
  private static final Duration PAUSE = Duration.ofSeconds(2);

  /** A job that has made nothing ends after this many failures for each attempt of a shard. */
  private static final int HOPELESS = 10;

  private final ShardWorker worker;
  private final ShardAttempts attempts;
  private final WorkerNotices notices;
  private final ProcessHealth health;
  private final StoreRetries.Sleeper sleeper;
  private final String stage;
  private final String countedAs;

  /**
   * @param launch the launch of the job
   * @param first the layout of the first stage that shards are taken through
   */
  public CountedWorker(
      ShardWorker worker,
      ShardAttempts attempts,
      WorkerNotices notices,
      String launch,
      ShardLayout first) {
    this(
        worker,
        attempts,
        notices,
        ProcessHealth.of(launch + "/" + first.stage()),
        pause -> Thread.sleep(pause.toMillis()),
        first);
  }

  CountedWorker(
      ShardWorker worker,
      ShardAttempts attempts,
      WorkerNotices notices,
      ProcessHealth health,
      StoreRetries.Sleeper sleeper,
      ShardLayout first) {
    this.worker = worker;
    this.attempts = attempts;
    this.notices = notices;
    this.health = health;
    this.sleeper = sleeper;
    this.stage = ShardAttempts.key(first);
    this.countedAs = first.stage();
  }

  /**
   * Makes the missing objects of a shard. Returns empty if the shard is put off because it has
   * failed here and should be begun elsewhere.
   */
  public Optional<ShardResult> work(Shard shard) {
    Duration waited = Duration.ZERO;
    while (true) {
      Optional<String> missing = worker.nextStage(shard);
      if (missing.isEmpty()) {
        forget(shard, 0);
        return Optional.of(worker.work(shard));
      }
      List<AttemptRecord> before = recorded(shard, () -> attempts.of(shard));
      if (attempts.isSpent(before)) {
        return Optional.of(givenUp(shard, before));
      }
      if (attempts.isHelped(before) && waited.compareTo(health.patience()) < 0) {
        pause();
        waited = waited.plus(PAUSE);
        continue;
      }
      Manner manner = attempts.isSuspected(before) ? Manner.ALONE : Manner.ORDINARY;
      Optional<ShardResult> result = attempt(shard, missing.get(), before, manner);
      if (result.isPresent() || attempts.workers() > 1) {
        return result;
      }
    }
  }

  /**
   * Begins shards that have failed on other workers but not on this one. Call this when the worker
   * has no shards of its own left. The workers that were given the shards will find them done.
   */
  public void help() {
    for (Shard shard : recorded(stage, () -> notices.wanted(stage))) {
      if (Thread.currentThread().isInterrupted()) {
        return;
      }
      Optional<String> missing = worker.nextStage(shard);
      List<AttemptRecord> before = recorded(shard, () -> attempts.of(shard));
      boolean isOurs =
          missing.isPresent()
              && !attempts.isSpent(before)
              && !attempts.isHelped(before)
              && !attempts.hasFailedHere(before)
              && health.helps(stage + "/" + shard.getIndex());
      if (isOurs) {
        attempt(shard, missing.get(), before, Manner.HELPING);
      }
    }
  }

  /** Returns empty if the shard fails and should not be given up. */
  private Optional<ShardResult> attempt(
      Shard shard, String missing, List<AttemptRecord> before, Manner manner) {
    try (ProcessHealth.Work entered = health.enter(manner)) {
      AttemptRecord attempt = recorded(shard, () -> attempts.begin(shard, missing, before, manner));
      try (ProcessHealth.Work begun = health.begin(() -> withdraw(shard, attempt))) {
        ShardResult result = worker.work(shard);
        made(shard);
        return Optional.of(result);
      } catch (ShardFailedException | Error e) {
        if (Thread.currentThread().isInterrupted()) {
          withdraw(shard, attempt);
          throw e;
        }
        List<AttemptRecord> all = new ArrayList<>(before);
        String cause =
            e instanceof ShardFailedException
                ? e.getMessage()
                : ShardTitle.of(missing, shard) + ": " + e;
        all.add(recorded(shard, () -> attempts.fail(shard, attempt, cause)));
        logger.warn("{}", cause);
        return attempts.isSpent(all) ? Optional.of(givenUp(shard, all)) : failed(shard, all);
      }
    }
  }

  private void made(Shard shard) {
    if (health.made()) {
      recorded(
          shard,
          () -> {
            notices.able(countedAs);
            return shard;
          });
    }
    forget(shard, 1);
  }

  /** Decides what happens to a shard that has failed here. */
  private Optional<ShardResult> failed(Shard shard, List<AttemptRecord> all) {
    boolean isSick = health.failed() >= ProcessHealth.SICK;
    if (isSick && recorded(shard, this::isHopeless)) {
      return Optional.of(
          givenUp(shard, all).toBuilder()
              .setFailure(
                  ShardAttempts.describe(shard, all)
                      + "; no worker has made any shard, and so many have failed that the others"
                      + " are given up too")
              .build());
    }
    if (attempts.workers() > 1) {
      recorded(
          shard,
          () -> {
            notices.wanted(stage, shard, all.get(all.size() - 1).getFailure());
            return shard;
          });
      if (isSick) {
        rest(shard);
      }
    }
    return Optional.empty();
  }

  private boolean isHopeless() throws IOException {
    if (notices.isAnyAble(countedAs)) {
      return false;
    }
    List<AttemptRecord> failures =
        attempts.all().stream().filter(AttemptRecord::hasFailure).toList();
    long processes = failures.stream().map(AttemptRecord::getProcess).distinct().count();
    return failures.size() >= (long) HOPELESS * attempts.limit()
        && processes >= Math.min(attempts.limit(), attempts.workers());
  }

  /**
   * Takes no further shard until it is known whether this process is the broken one, that is, while
   * other workers are at work or have not begun yet. A process rests for at most ten minutes in
   * all.
   */
  private void rest(Shard shard) {
    while (true) {
      if (recorded(shard, () -> notices.isAnotherAble(countedAs))) {
        health.end(
            "its last %d attempts at shards failed, and another worker makes shards of the same job"
                .formatted(ProcessHealth.SICK));
        return;
      }
      if (recorded(shard, this::haveAllOthersFailed) || !health.rests(PAUSE, LONGEST_REST)) {
        return;
      }
      pause();
    }
  }

  private boolean haveAllOthersFailed() throws IOException {
    List<AttemptRecord> others =
        Stream.concat(attempts.all().stream(), notices.notSetUp().stream())
            .filter(attempt -> !attempt.getProcess().equals(attempts.process()))
            .toList();
    return !others.isEmpty() && others.stream().allMatch(AttemptRecord::hasFailure);
  }

  private void pause() {
    try {
      sleeper.sleep(PAUSE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedWorkException("interrupted while other workers were waited for");
    }
  }

  private static ShardResult givenUp(Shard shard, List<AttemptRecord> all) {
    return ShardResult.newBuilder()
        .setShard(shard)
        .setFailure(ShardAttempts.describe(shard, all))
        .build();
  }

  /**
   * Withdraws an attempt that was interrupted. An interruption asks for an end and is not a
   * failure.
   */
  private void withdraw(Shard shard, AttemptRecord attempt) {
    boolean interrupted = Thread.interrupted();
    try {
      attempts.withdraw(shard, attempt);
    } catch (IOException e) {
      // The mark stays and makes the shard suspected, so the next attempt will run alone.
      logger.debug("attempt {} is not withdrawn", attempt.getAttempt(), e);
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /**
   * Forgets the attempts at a shard that is done.
   *
   * @param expected the number of attempts if the shard never failed
   */
  private void forget(Shard shard, int expected) {
    recorded(
        shard,
        () -> {
          if (attempts.forget(shard) > expected) {
            notices.settled(stage, shard);
          }
          return shard;
        });
  }

  private static <T> T recorded(Shard shard, StoreRetries.Attempt<T> action) {
    return recorded("shard " + shard.getIndex(), action);
  }

  private static <T> T recorded(String what, StoreRetries.Attempt<T> action) {
    try {
      return StoreRetries.standard().run("attempts of " + what, action);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
