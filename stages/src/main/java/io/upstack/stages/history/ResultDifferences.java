package io.upstack.stages.history;

import io.upstack.proto.HistoryDifference;
import io.upstack.proto.HistoryRecord;
import io.upstack.proto.MetricDifference;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.UnpairedDifferences;

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
    UnpairedDifferences.of(
            first.getResult().getMetrics(), second.getResult().getMetrics(), confidence, NO_TERMS)
        .forEach((metric, difference) -> message.addMetrics(message(metric.key(), difference)));
    return message.build();
  }
}
