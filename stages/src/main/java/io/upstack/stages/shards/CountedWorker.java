package io.upstack.stages.shards;

import io.upstack.proto.AttemptRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A worker that gives a shard up once it has been begun too often, here or elsewhere, and then says
 * so in its result. A failure before that is thrown, so that the runner hands the shard to whoever
 * is free.
 */
public final class CountedWorker {
  private final ShardWorker worker;
  private final ShardAttempts attempts;

  public CountedWorker(ShardWorker worker, ShardAttempts attempts) {
    this.worker = worker;
    this.attempts = attempts;
  }

  /**
   * Makes what is missing of a shard.
   *
   * @throws ShardFailedException naming the stage, the shard and the cause
   */
  public ShardResult work(Shard shard) {
    Optional<String> stage = worker.nextStage(shard);
    if (stage.isEmpty()) {
      forget(shard);
      return worker.work(shard);
    }
    List<AttemptRecord> before = recorded(shard, () -> attempts.of(shard));
    if (attempts.isSpent(before)) {
      return givenUp(shard, before);
    }
    AttemptRecord attempt = recorded(shard, () -> attempts.begin(shard, stage.get(), before));
    try {
      ShardResult result = worker.work(shard);
      forget(shard);
      return result;
    } catch (ShardFailedException e) {
      if (Thread.currentThread().isInterrupted()) {
        withdraw(shard, attempt);
        throw e;
      }
      List<AttemptRecord> all = new ArrayList<>(before);
      all.add(recorded(shard, () -> attempts.fail(shard, attempt, e.getMessage())));
      if (attempts.isSpent(all)) {
        return givenUp(shard, all);
      }
      throw e;
    }
  }

  private static ShardResult givenUp(Shard shard, List<AttemptRecord> all) {
    return ShardResult.newBuilder()
        .setShard(shard)
        .setFailure(ShardAttempts.describe(shard, all))
        .build();
  }

  /** Whoever interrupts wants an end, not a failure. */
  private void withdraw(Shard shard, AttemptRecord attempt) {
    boolean interrupted = Thread.interrupted();
    try {
      attempts.withdraw(shard, attempt);
    } catch (IOException e) {
      // It then counts, which the next job does not see.
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void forget(Shard shard) {
    recorded(
        shard,
        () -> {
          attempts.forget(shard);
          return shard;
        });
  }

  private static <T> T recorded(Shard shard, StoreRetries.Attempt<T> action) {
    try {
      return StoreRetries.standard().run("attempts of shard " + shard.getIndex(), action);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
