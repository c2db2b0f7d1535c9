package io.upstack.stages.measure;

import io.upstack.proto.Interval;
import io.upstack.proto.Intervals;
import io.upstack.proto.Metrics;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.DoubleConsumer;

/** Collects metrics with their intervals, and reasons for what is missing. */
final class MetricsMessage {
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
   * @param name for the warning if it, or its interval, is missing
   */
  void add(String name, Estimate estimate, DoubleConsumer number, Consumer<Interval> interval) {
    estimate.value().ifPresent(number);
    estimate.interval().map(MetricsMessage::message).ifPresent(interval);
    estimate.reason().ifPresent(why -> warnings.add("no " + what(name, estimate) + ": " + why));
  }

  private static String what(String name, Estimate estimate) {
    return estimate.value().isPresent() ? "interval of " + name : name;
  }

  static Interval message(ConfidenceInterval bounds) {
    return Interval.newBuilder().setLow(bounds.low()).setHigh(bounds.high()).build();
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  Metrics build() {
    return metrics.setIntervals(intervals).build();
  }

  List<String> warnings() {
    return List.copyOf(warnings);
  }
}
