package io.upstack.runners.progress;

import static com.google.common.base.Preconditions.checkState;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * The samples per second over a recent window, or from the start if that is shorter. Not safe for
 * use by more than one thread.
 */
final class RecentRate {
  private static final double NANOSECONDS = 1e9;

  private record Point(long nanoseconds, long samples) {}

  private final LongSupplier nanoClock;
  private final long window;

  /** The points by time. The first one is the last point outside the window, or the start. */
  private final Deque<Point> points = new ArrayDeque<>();

  RecentRate(Duration window, LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
    this.window = window.toNanos();
    points.add(new Point(nanoClock.getAsLong(), 0));
  }

  /** Counts from this time on, which is not before the last point. */
  void restart(long nanoseconds) {
    points.addLast(new Point(nanoseconds, points.getLast().samples()));
    while (points.size() > 1) {
      points.removeFirst();
    }
  }

  void add(long samples) {
    checkState(samples >= 0, "expected 0 samples or more, got %s", samples);
    points.addLast(new Point(nanoClock.getAsLong(), points.getLast().samples() + samples));
    forgetPointsBefore(nanoClock.getAsLong() - window);
  }

  double perSecond() {
    long now = nanoClock.getAsLong();
    forgetPointsBefore(now - window);
    Point first = points.getFirst();
    long samples = points.getLast().samples() - first.samples();
    return samples == 0 ? 0 : samples * NANOSECONDS / Math.max(1, now - first.nanoseconds());
  }

  private void forgetPointsBefore(long nanoseconds) {
    while (points.size() > 1) {
      Point first = points.removeFirst();
      if (points.getFirst().nanoseconds() - nanoseconds > 0) {
        points.addFirst(first);
        return;
      }
    }
  }
}
