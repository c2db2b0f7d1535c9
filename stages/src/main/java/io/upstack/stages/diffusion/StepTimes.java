package io.upstack.stages.diffusion;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The durations of network steps, rounded to two significant digits. They are exact to within 5%,
 * and take about ninety numbers for each power of ten, no matter how many steps there are.
 *
 * @param counts the number of steps for each duration in microseconds, shortest first
 */
public record StepTimes(ImmutableSortedMap<Integer, Long> counts) {
  public static final StepTimes NONE = new StepTimes(ImmutableSortedMap.of());

  private static final long NANOS_OF_MICROSECOND = 1000;

  /**
   * @param nanos the duration of each step in nanoseconds
   */
  public static StepTimes ofNanos(long... nanos) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (long step : nanos) {
      counts.merge(rounded(step / NANOS_OF_MICROSECOND), 1L, Long::sum);
    }
    return new StepTimes(ImmutableSortedMap.copyOf(counts));
  }

  /**
   * Rounds a number to two significant digits. The result is at most 2,100,000,000, which is
   * thirty-five minutes in microseconds.
   *
   * @param value a number from 0
   */
  static int rounded(long value) {
    long bounded = Math.min(Integer.MAX_VALUE, value);
    long unit = 1;
    while (bounded / unit >= 100) {
      unit *= 10;
    }
    return (int) ((bounded + unit / 2) / unit * unit);
  }

  /** Returns these steps and others together. */
  public StepTimes plus(StepTimes others) {
    SortedMap<Integer, Long> sums = new TreeMap<>(counts);
    others.counts.forEach((microseconds, steps) -> sums.merge(microseconds, steps, Long::sum));
    return new StepTimes(ImmutableSortedMap.copyOf(sums));
  }

  /** Returns the number of steps. */
  public long steps() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * Returns the number of microseconds that the given part of the steps took at most, or nothing if
   * there are no steps.
   *
   * @param part a fraction from 0 to 1
   */
  public OptionalInt quantile(double part) {
    long all = steps();
    long upToHere = 0;
    for (Map.Entry<Integer, Long> entry : counts.entrySet()) {
      upToHere += entry.getValue();
      if (upToHere >= part * all) {
        return OptionalInt.of(entry.getKey());
      }
    }
    return OptionalInt.empty();
  }
}
