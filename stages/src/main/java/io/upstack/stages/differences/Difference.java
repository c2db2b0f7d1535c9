package io.upstack.stages.differences;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Optional;

/**
 * By how much a metric of one run exceeds that of another.
 *
 * @param value the difference at this number of samples; of the Inception Score the ratio
 * @param interval of its expectation; need not be within the bounds of the metric. Absent where
 *     either run has none
 * @param method behind the interval
 * @param whyNotPaired the preconditions that failed, where the method is {@link Method#UNPAIRED}
 */
public record Difference(
    double value,
    Optional<ConfidenceInterval> interval,
    Method method,
    Optional<String> whyNotPaired) {
  /** How an interval was found. */
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
