package io.upstack.stages.report;

import io.upstack.proto.Interval;

/**
 * A range of numbers with round ends that contains an interval and its value, and little more.
 *
 * @param step the distance between ticks; both ends are multiples of it
 */
public record WhiskerAxis(double low, double high, double step) {
  private static final double MARGIN = 0.15;
  private static final double TICKS = 5;

  /**
   * @param largest the largest possible value
   */
  public static WhiskerAxis around(double value, Interval interval, double largest) {
    double low = Math.min(value, interval.getLow());
    double high = Math.max(value, interval.getHigh());
    double span = high > low ? high - low : Math.max(Math.abs(value) / 10, 1e-6);
    double step = roundUp(span / TICKS);
    double first = Math.floor((low - MARGIN * span) / step);
    double last = Math.ceil((high + MARGIN * span) / step);
    if (high <= largest) {
      last = Math.min(last, Math.rint(largest / step));
    }
    // Only KID can be negative, and then low is negative too.
    return new WhiskerAxis(low >= 0 ? Math.max(0, first) * step : first * step, last * step, step);
  }

  /** Returns the position from 0 at the low end to 1 at the high end. */
  public double position(double value) {
    return (value - low) / (high - low);
  }

  public int ticks() {
    return (int) Math.round((high - low) / step) + 1;
  }

  public String label(double end) {
    return Numbers.decimal(end, Math.max(0, (int) -Math.floor(Math.log10(step) + 1e-9)));
  }

  /** Rounds up to the next of 1, 2 and 5 times a power of ten. */
  private static double roundUp(double number) {
    double power = Math.pow(10, Math.floor(Math.log10(number)));
    double digits = number / power;
    return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
  }
}
