package io.upstack.stages.diffusion;

import com.google.common.collect.ImmutableSortedMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How long network steps took, counted to two significant digits: within 5%, and in some ninety
 * numbers for each power of ten, however many steps there are.
 *
 * @param counts steps by microseconds, shortest first
 */
public record StepTimes(ImmutableSortedMap<Integer, Long> counts) {
  public static final StepTimes NONE = new StepTimes(ImmutableSortedMap.of());

  private static final long NANOS_OF_MICROSECOND = 1000;

  /**
   * @param nanos of each step
   */
  public static StepTimes ofNanos(long... nanos) {
    SortedMap<Integer, Long> counts = new TreeMap<>();
    for (long step : nanos) {
      counts.merge(rounded(step / NANOS_OF_MICROSECOND), 1L, Long::sum);
    }
    return new StepTimes(ImmutableSortedMap.copyOf(counts));
  }

  /**
   * To two significant digits, and at most 2,100,000,000: thirty-five minutes, in microseconds.
   *
   * @param value from 0
   */
  static int rounded(long value) {
    long bounded = Math.min(Integer.MAX_VALUE, value);
    long unit = 1;
    while (bounded / unit >= 100) {
      unit *= 10;
    }
    return (int) ((bounded + unit / 2) / unit * unit);
  }

  /** These steps and others. */
  public StepTimes plus(StepTimes others) {
    SortedMap<Integer, Long> sums = new TreeMap<>(counts);
    others.counts.forEach((microseconds, steps) -> sums.merge(microseconds, steps, Long::sum));
    return new StepTimes(ImmutableSortedMap.copyOf(sums));
  }

  /** How many there are. */
  public long steps() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  /**
   * The microseconds that so large a part of the steps took at most; empty while there are none.
   *
   * @param part 0 to 1
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
