package io.upstack.stages.differences;

import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.stages.differences.Difference.Method;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.report.ReportedMetric;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Differences of reported metrics, for results whose terms are not known. Their intervals come from
 * the intervals of both values, as if the samples were independent.
 */
public final class UnpairedDifferences {
  private UnpairedDifferences() {}

  /**
   * Returns how much each metric of one result exceeds that of another, or the ratio for the
   * Inception Score. Metrics that only one of them has are left out.
   *
   * @param whyNotPaired why the terms are not known
   */
  public static Map<ReportedMetric, Difference> of(
      Metrics first, Metrics second, double confidence, String whyNotPaired) {
    Map<ReportedMetric, Difference> differences = new LinkedHashMap<>();
    for (ReportedMetric metric : ReportedMetric.values()) {
      if (metric.in(first).isPresent() && metric.in(second).isPresent()) {
        differences.put(metric, difference(metric, first, second, confidence, whyNotPaired));
      }
    }
    return differences;
  }

  private static Difference difference(
      ReportedMetric metric, Metrics first, Metrics second, double confidence, String why) {
    boolean isRatio = metric.isComparedByRatio();
    double value =
        scaled(metric.in(first).orElseThrow(), isRatio)
            - scaled(metric.in(second).orElseThrow(), isRatio);
    Optional<Interval> own = metric.interval(first);
    Optional<Interval> other = metric.interval(second);
    Optional<ConfidenceInterval> interval = Optional.empty();
    if (own.isPresent() && other.isPresent()) {
      double half =
          Math.hypot(
              halfWidth(own.get(), isRatio) * widening(first, confidence),
              halfWidth(other.get(), isRatio) * widening(second, confidence));
      interval =
          Optional.of(
              new ConfidenceInterval(
                  unscaled(value - half, isRatio), unscaled(value + half, isRatio)));
    }
    return new Difference(unscaled(value, isRatio), interval, Method.UNPAIRED, Optional.of(why));
  }

  private static double halfWidth(Interval interval, boolean isRatio) {
    return (scaled(interval.getHigh(), isRatio) - scaled(interval.getLow(), isRatio)) / 2;
  }

  /** Returns how much wider an interval of this confidence is than those of the metrics. */
  private static double widening(Metrics metrics, double confidence) {
    double own =
        metrics.getIntervals().hasConfidence()
            ? metrics.getIntervals().getConfidence()
            : ConfidenceInterval.CONFIDENCE;
    return ConfidenceInterval.normal(0, 1, confidence).width()
        / ConfidenceInterval.normal(0, 1, own).width();
  }

  private static double scaled(double value, boolean isRatio) {
    return isRatio ? Math.log(value) : value;
  }

  private static double unscaled(double value, boolean isRatio) {
    return isRatio ? Math.exp(value) : value;
  }
}
