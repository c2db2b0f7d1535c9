package io.upstack.runners.progress;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Counts what a stage has done. */
final class StageProgress {
  /**
   * The window is long enough for some shards of a large network, and short enough to show a
   * change.
   */
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final StageGoal goal;
  private final RecentRate rate;
  private long done;
  private boolean hasBegun;

  StageProgress(StageGoal goal, LongSupplier nanoClock) {
    this.goal = goal;
    this.rate = new RecentRate(WINDOW, nanoClock);
    this.done = goal.alreadyDone();
  }

  /**
   * @param before the time when the work before these samples ended
   */
  synchronized void add(long samples, long before) {
    // Units are behind a barrier: none is computed while there is other work.
    if (!hasBegun && goal.counted().equals(StageGoal.UNITS)) {
      rate.restart(before);
    }
    hasBegun = true;
    rate.add(samples);
    // Work that is retried is done twice, but counts once.
    done = Math.min(goal.total(), done + samples);
  }

  /** Marks the goal as reached, whether or not this process has done all the work. */
  synchronized void complete() {
    done = goal.total();
  }

  synchronized StageStatus status() {
    return new StageStatus(goal.stage(), done, goal.total(), goal.counted(), rate.perSecond());
  }
}
