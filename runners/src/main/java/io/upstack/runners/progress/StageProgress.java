package io.upstack.runners.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what a stage does. */
final class StageProgress {
  /** Long enough for some shards of a large network, short enough to notice a change. */
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final StageGoal goal;
  private final RecentRate rate;
  private long done;

  StageProgress(StageGoal goal, LongSupplier nanoClock) {
    this.goal = goal;
    this.rate = new RecentRate(WINDOW, nanoClock);
    this.done = goal.alreadyDone();
  }

  synchronized void add(long samples) {
    rate.add(samples);
    // What is retried is done twice, and counts once.
    done = Math.min(goal.total(), done + samples);
  }

  /** The goal is reached, whoever has done the rest. */
  synchronized void complete() {
    done = goal.total();
  }

  synchronized StageStatus status() {
    return new StageStatus(goal.stage(), done, goal.total(), goal.counted(), rate.perSecond());
  }
}
