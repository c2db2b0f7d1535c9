package io.upstack.stages.measure;

import io.upstack.proto.Interval;
import io.upstack.proto.Intervals;
import io.upstack.proto.Metrics;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Estimate;
import io.upstack.stages.report.LeftOut;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Collects metrics with their intervals, and reasons for those that are missing. */
final class MetricsMessage {
  /** The version of the methods. Raise it with each change of KID, FD-infinity or an interval. */
  private static final int FORMAT = 3;

  private final Metrics.Builder metrics = Metrics.newBuilder();
  private final Intervals.Builder intervals = Intervals.newBuilder();
  private final List<String> warnings = new ArrayList<>();

  MetricsMessage(long seed) {
    intervals.setConfidence(ConfidenceInterval.CONFIDENCE).setSeed(seed);
  }

  Metrics.Builder metrics() {
    return metrics;
  }

  Intervals.Builder intervals() {
    return intervals;
  }

  /**
   * Adds a metric.
   *
   * @param name name of the metric in the JSON output, for the warning if it or its interval is
   *     missing
   */
  void add(String name, Estimate estimate, DoubleConsumer number, Consumer<Interval> interval) {
    estimate.value().ifPresent(number);
    estimate.interval().map(MetricsMessage::message).ifPresent(interval);
    estimate.reason().map(why -> leftOut(name, estimate, why)).ifPresent(warnings::add);
  }

  private static String leftOut(String metric, Estimate estimate, String why) {
    return estimate.value().isPresent()
        ? LeftOut.interval(metric, why)
        : LeftOut.metric(metric, why);
  }

  static Interval message(ConfidenceInterval bounds) {
    return Interval.newBuilder().setLow(bounds.low()).setHigh(bounds.high()).build();
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  Metrics build() {
    return metrics.setIntervals(intervals).setFormat(FORMAT).build();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
