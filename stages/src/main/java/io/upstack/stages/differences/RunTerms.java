package io.upstack.stages.differences;

import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableMap;
import io.upstack.stages.differences.Difference.Method;
import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The terms of a measured run, which can be compared with other runs. If the samples of two runs
 * pair, the intervals of their differences are up to ten times narrower than those of independent
 * runs. If a precondition fails, the interval treats the runs as independent, and the difference
 * says why.
 *
 * <pre>{@code
 * Map<String, Difference> differences = first.minus(second, RunTerms.confidence(1));
 * Difference fid = differences.get("fid");
 * }</pre>
 *
 * <p>The differences are differences of the expectations at this number of samples. The difference
 * of FID has a bias of its own if the models differ in spread, so show FD-infinity's next to it.
 *
 * @param terms the terms by metric, named as in the JSON of the metrics: fid, inceptionScore, ...
 */
public record RunTerms(PairingConditions conditions, Map<String, MetricTerms> terms) {
  /** The metric that is reported as a ratio instead of a difference. */
  private static final String INCEPTION_SCORE = "inceptionScore";

  public RunTerms {
    terms = ImmutableMap.copyOf(terms);
  }

  /**
   * Returns the confidence that each interval needs for all of them to hold together with 95%
   * (Bonferroni).
   *
   * @param comparisons the number of runs that are compared with one run, 1 or more
   */
  public static double confidence(int comparisons) {
    if (comparisons < 1) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%d comparisons, expected 1 or more", comparisons));
    }
    return 1 - (1 - ConfidenceInterval.CONFIDENCE) / comparisons;
  }

  /**
   * Returns how much each metric of this run exceeds that of another, or the ratio for the
   * Inception Score. Metrics that only one of the runs has are left out.
   *
   * @param confidence the confidence of each interval: see {@link #confidence(int)}
   */
  public Map<String, Difference> minus(RunTerms other, double confidence) {
    Optional<String> why = conditions.whyNotPaired(other.conditions);
    Map<String, Difference> differences = new LinkedHashMap<>();
    terms.forEach(
        (metric, mine) -> {
          MetricTerms theirs = other.terms.get(metric);
          if (theirs != null) {
            Difference difference =
                why.isEmpty()
                    ? mine.minus(theirs, confidence)
                    : unpaired(mine, theirs, confidence, why.get());
            differences.put(
                metric, metric.equals(INCEPTION_SCORE) ? asRatio(difference) : difference);
          }
        });
    return differences;
  }

  private static Difference unpaired(
      MetricTerms first, MetricTerms second, double confidence, String why) {
    double value = first.value() - second.value();
    OptionalDouble one = first.halfWidth(confidence);
    OptionalDouble two = second.halfWidth(confidence);
    Optional<ConfidenceInterval> interval = Optional.empty();
    if (one.isPresent() && two.isPresent()) {
      double half = Math.hypot(one.getAsDouble(), two.getAsDouble());
      interval = Optional.of(new ConfidenceInterval(value - half, value + half));
    }
    return new Difference(value, interval, Method.UNPAIRED, Optional.of(why));
  }

  private static Difference asRatio(Difference logarithms) {
    return new Difference(
        Math.exp(logarithms.value()),
        logarithms
            .interval()
            .map(each -> new ConfidenceInterval(Math.exp(each.low()), Math.exp(each.high()))),
        logarithms.method(),
        logarithms.whyNotPaired());
  }
}
