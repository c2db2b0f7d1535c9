package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * The interval in which a quantity lies with a confidence of 95%.
 *
 * @param low finite lower bound, at most {@code high}
 * @param high finite upper bound
 */
public record ConfidenceInterval(double low, double high) {
  /** The confidence of every interval. */
  public static final double CONFIDENCE = 0.95;

  private static final double UPPER_TAIL = (1 + CONFIDENCE) / 2;
  private static final double NORMAL_QUANTILE =
      NormalDistribution.of(0, 1).inverseCumulativeProbability(UPPER_TAIL);

  public ConfidenceInterval {
    if (!(Double.isFinite(low) && Double.isFinite(high) && low <= high)) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "an interval from %s to %s, expected finite bounds in ascending order",
              low,
              high));
    }
  }

  /**
   * Returns the interval of a probability from the fraction of independent trials that succeeded.
   * It never leaves [0, 1] (Wilson, 1927, "Probable inference, the law of succession, and
   * statistical inference").
   *
   * @param trials number of trials; it need not be whole, since it may be an effective number of
   *     trials
   */
  public static ConfidenceInterval wilson(double fraction, double trials) {
    if (!(fraction >= 0 && fraction <= 1)) {
      throw new IllegalArgumentException(
          String.format(ROOT, "a fraction of %s, expected one from 0 to 1", fraction));
    }
    if (!(trials > 0 && Double.isFinite(trials))) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%s trials, expected a finite number above 0", trials));
    }
    double square = NORMAL_QUANTILE * NORMAL_QUANTILE / trials;
    double centre = (fraction + square / 2) / (1 + square);
    double variance = fraction * (1 - fraction) + square / 4;
    double halfWidth = Math.sqrt(square * variance) / (1 + square);
    return new ConfidenceInterval(
        Math.max(0, Math.min(fraction, centre - halfWidth)),
        Math.min(1, Math.max(fraction, centre + halfWidth)));
  }

  /**
   * Returns the interval of the expectation of an estimate whose standard error is itself an
   * estimate (Student, 1908).
   *
   * @param degreesOfFreedom degrees of freedom of the standard error, at least 1
   */
  public static ConfidenceInterval studentT(
      double estimate, double standardError, double degreesOfFreedom) {
    return studentT(estimate, standardError, degreesOfFreedom, CONFIDENCE);
  }

  /**
   * Returns the same interval as {@link #studentT(double, double, double)}, but with the given
   * confidence.
   *
   * @param confidence a confidence above 0 and below 1
   */
  public static ConfidenceInterval studentT(
      double estimate, double standardError, double degreesOfFreedom, double confidence) {
    if (!(standardError >= 0)) {
      throw new IllegalArgumentException(
          String.format(ROOT, "a standard error of %s, expected 0 or more", standardError));
    }
    if (!(degreesOfFreedom >= 1)) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%s degrees of freedom, expected 1 or more", degreesOfFreedom));
    }
    double halfWidth =
        standardError
            * TDistribution.of(degreesOfFreedom).inverseCumulativeProbability((1 + confidence) / 2);
    return new ConfidenceInterval(estimate - halfWidth, estimate + halfWidth);
  }

  /** Returns the interval of the expectation of an estimate whose standard error is well known. */
  public static ConfidenceInterval normal(
      double estimate, double standardError, double confidence) {
    double halfWidth =
        standardError
            * NormalDistribution.of(0, 1).inverseCumulativeProbability((1 + confidence) / 2);
    return new ConfidenceInterval(estimate - halfWidth, estimate + halfWidth);
  }

  /** Returns this interval for a quantity that cannot be below {@code bound}. */
  public ConfidenceInterval atLeast(double bound) {
    return new ConfidenceInterval(Math.max(bound, low), Math.max(bound, high));
  }

  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  public double width() {
    return high - low;
  }
}
