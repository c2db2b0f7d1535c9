package io.upstack.stages.history;

import io.upstack.proto.HistoryDifference;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.Interval;
import io.upstack.proto.MetricDifference;
import io.upstack.proto.Metrics;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.Difference.Method;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.report.ReportedMetric;
import java.util.Optional;

/** Differences between two results, as the files of a history have them. */
final class ResultDifferences {
  private static final String NO_TERMS =
      "the values behind the metrics of one of the results are not in the history";

  private ResultDifferences() {}

  /**
   * @param step the step of the second result
   */
  static HistoryDifference of(RunTerms first, RunTerms second, long step, double confidence) {
    HistoryDifference.Builder message =
        HistoryDifference.newBuilder().setStep(step).setConfidence(confidence);
    first
        .minus(second, confidence)
        .forEach((metric, difference) -> message.addMetrics(message(metric, difference)));
    return message.build();
  }

  private static MetricDifference message(String metric, Difference difference) {
    MetricDifference.Builder message =
        MetricDifference.newBuilder()
            .setMetric(metric)
            .setValue(difference.value())
            .setMethod(difference.method().description());
    difference
        .interval()
        .ifPresent(
            interval ->
                message.getIntervalBuilder().setLow(interval.low()).setHigh(interval.high()));
    difference.whyNotPaired().ifPresent(message::setWhyNotPaired);
    return message.build();
  }

  /** Returns differences whose intervals come from the intervals of both results. */
  static HistoryDifference withoutTerms(
      HistoryRecord first, HistoryRecord second, double confidence) {
    HistoryDifference.Builder message =
        HistoryDifference.newBuilder().setStep(second.getStep()).setConfidence(confidence);
    for (ReportedMetric metric : ReportedMetric.values()) {
      Metrics mine = first.getResult().getMetrics();
      Metrics theirs = second.getResult().getMetrics();
      if (metric.in(mine).isPresent() && metric.in(theirs).isPresent()) {
        message.addMetrics(withoutTerms(metric, mine, theirs, confidence));
      }
    }
    return message.build();
  }

  private static MetricDifference withoutTerms(
      ReportedMetric metric, Metrics first, Metrics second, double confidence) {
    boolean isRatio = metric == ReportedMetric.INCEPTION_SCORE;
    double one = scaled(metric.in(first).orElseThrow(), isRatio);
    double two = scaled(metric.in(second).orElseThrow(), isRatio);
    MetricDifference.Builder message =
        MetricDifference.newBuilder()
            .setMetric(metric.key())
            .setValue(unscaled(one - two, isRatio))
            .setMethod(Method.UNPAIRED.description())
            .setWhyNotPaired(NO_TERMS);
    Optional<Interval> own = metric.interval(first);
    Optional<Interval> other = metric.interval(second);
    if (own.isPresent() && other.isPresent()) {
      double half =
          Math.hypot(
              halfWidth(own.get(), isRatio, widening(first, confidence)),
              halfWidth(other.get(), isRatio, widening(second, confidence)));
      message
          .getIntervalBuilder()
          .setLow(unscaled(one - two - half, isRatio))
          .setHigh(unscaled(one - two + half, isRatio));
    }
    return message.build();
  }

  private static double halfWidth(Interval interval, boolean isRatio, double widening) {
    return widening
        * (scaled(interval.getHigh(), isRatio) - scaled(interval.getLow(), isRatio))
        / 2;
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
