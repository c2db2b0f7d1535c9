package io.upstack.stages.differences;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Optional;

/**
 * The amount by which a metric of one run exceeds that of another.
 *
 * @param value the difference at this number of samples, or the ratio for the Inception Score
 * @param interval the confidence interval of the difference's expectation, which can exceed the
 *     bounds of the metric; absent if either run has no interval
 * @param method the method behind the interval
 * @param whyNotPaired the preconditions that failed, if the method is {@link Method#UNPAIRED}
 */
public record Difference(
    double value,
    Optional<ConfidenceInterval> interval,
    Method method,
    Optional<String> whyNotPaired) {
  /** The methods that give an interval. */
  public enum Method {
    GROUP_JACKKNIFE("jackknife of the difference over ten groups, the same of both runs"),
    DELETE_ONE_JACKKNIFE("jackknife of the difference over single pairs of samples"),
    BONETT_AND_PRICE("interval of Bonett and Price (2012) for paired fractions"),
    PAIRED_T("paired t over the samples"),
    UNPAIRED("root of the sum of both squared half-widths");

    private final String description;

    Method(String description) {
      this.description = description;
    }

    public String description() {
      return description;
    }
  }
}
