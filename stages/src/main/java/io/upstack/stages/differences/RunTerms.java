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
 * A measured run, to be compared with others. Where the samples of two runs pair, the intervals of
 * their differences are up to ten times narrower than those of independent runs; where a
 * precondition fails the interval takes them as independent, and says why.
 *
 * <pre>{@code
 * Map<String, Difference> differences = first.minus(second, RunTerms.confidence(1));
 * Difference fid = differences.get("fid");
 * }</pre>
 *
 * <p>The differences are of the expectations at this number of samples. FID's has a bias of its own
 * where the models differ in spread: show FD-infinity's beside it.
 *
 * @param terms by metric, as in the JSON of the metrics: fid, inceptionScore, ...
 */
public record RunTerms(PairingConditions conditions, Map<String, MetricTerms> terms) {
  /** The metric of which a ratio is told in the place of a difference. */
  private static final String INCEPTION_SCORE = "inceptionScore";

  public RunTerms {
    terms = ImmutableMap.copyOf(terms);
  }

  /**
   * The confidence of each interval such that all of them hold together with 95% (Bonferroni).
   *
   * @param comparisons of several runs with one: 1 or more
   */
  public static double confidence(int comparisons) {
    if (comparisons < 1) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%d comparisons, expected 1 or more", comparisons));
    }
    return 1 - (1 - ConfidenceInterval.CONFIDENCE) / comparisons;
  }

  /**
   * By how much each metric of this run exceeds that of another; of the Inception Score the ratio.
   * Metrics that only one of them has are left out.
   *
   * @param confidence of each interval: see {@link #confidence(int)}
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
