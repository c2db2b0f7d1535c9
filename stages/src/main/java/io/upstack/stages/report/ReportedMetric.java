package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.upstack.proto.Interval;
import io.upstack.proto.Intervals;
import io.upstack.proto.Metrics;
import java.util.Arrays;
import java.util.Optional;

/** The metrics, in the order of the message, with the five of the evaluator first. */
public enum ReportedMetric {
  FID(Metrics.FID_FIELD_NUMBER, "FID", "Fréchet Inception Distance", Direction.LOWER, 2),
  SFID(Metrics.SFID_FIELD_NUMBER, "sFID", "FID of spatial features", Direction.LOWER, 2),
  INCEPTION_SCORE(
      Metrics.INCEPTION_SCORE_FIELD_NUMBER,
      "Inception Score",
      "Fidelity and diversity of classes",
      Direction.HIGHER,
      2),
  PRECISION(
      Metrics.PRECISION_FIELD_NUMBER,
      "Precision",
      "Share of samples that look real",
      Direction.HIGHER,
      3),
  RECALL(
      Metrics.RECALL_FIELD_NUMBER,
      "Recall",
      "Share of reality that is covered",
      Direction.HIGHER,
      3),
  KID(Metrics.KID_FIELD_NUMBER, "KID", "Kernel Inception Distance", Direction.LOWER, 5),
  DENSITY(
      Metrics.DENSITY_FIELD_NUMBER,
      "Density",
      "How densely real images surround a sample",
      Direction.HIGHER,
      3),
  COVERAGE(
      Metrics.COVERAGE_FIELD_NUMBER,
      "Coverage",
      "Share of real images with a sample close by",
      Direction.HIGHER,
      3),
  FID_INFINITY(
      Metrics.FID_INFINITY_FIELD_NUMBER,
      "FD-infinity",
      "FID extrapolated to infinitely many samples",
      Direction.LOWER,
      2);

  /** The metrics as defined in evaluator.py of guided-diffusion. */
  public static final ImmutableList<ReportedMetric> OF_EVALUATOR =
      ImmutableList.of(FID, SFID, INCEPTION_SCORE, PRECISION, RECALL);

  static final ImmutableList<ReportedMetric> OTHERS =
      Arrays.stream(values())
          .filter(metric -> !OF_EVALUATOR.contains(metric))
          .collect(ImmutableList.toImmutableList());

  private enum Direction {
    LOWER("lower is better", "↓"),
    HIGHER("higher is better", "↑");

    private final String words;
    private final String arrow;

    Direction(String words, String arrow) {
      this.words = words;
      this.arrow = arrow;
    }
  }

  private final FieldDescriptor field;
  private final FieldDescriptor intervalField;
  private final String title;
  private final String meaning;
  private final Direction direction;
  private final int decimals;

  ReportedMetric(int fieldNumber, String title, String meaning, Direction direction, int decimals) {
    this.field = Metrics.getDescriptor().findFieldByNumber(fieldNumber);
    this.intervalField = Intervals.getDescriptor().findFieldByName(field.getName());
    this.title = title;
    this.meaning = meaning;
    this.direction = direction;
    this.decimals = decimals;
  }

  /** Returns the name in report.json. */
  public String key() {
    return field.getJsonName();
  }

  public String title() {
    return title;
  }

  String meaning() {
    return meaning;
  }

  /** Returns in words which direction is better. */
  public String direction() {
    return direction.words;
  }

  /** Returns whether the first of two values of this metric is the better one. */
  public boolean isBetter(double first, double second) {
    return direction == Direction.LOWER ? first < second : first > second;
  }

  /** Returns whether results are compared by the ratio of this metric and not by the difference. */
  public boolean isComparedByRatio() {
    return this == INCEPTION_SCORE;
  }

  /** Returns the metric with this name in report.json, if there is one. */
  public static Optional<ReportedMetric> of(String key) {
    return Arrays.stream(values()).filter(metric -> metric.key().equals(key)).findFirst();
  }

  public String arrow() {
    return direction.arrow;
  }

  /** Returns the largest possible value. */
  public double largest() {
    return switch (this) {
      case PRECISION, RECALL, COVERAGE -> 1;
      case FID, SFID, INCEPTION_SCORE, KID, DENSITY, FID_INFINITY -> Double.POSITIVE_INFINITY;
    };
  }

  /** Rounds to as many decimals as agree between runs of 50,000 samples. */
  public String rounded(double value) {
    return Numbers.decimal(value, decimals);
  }

  /**
   * Rounds to at least as many decimals as the value has, and to as many as distinguish the ends.
   */
  public String rounded(Interval interval) {
    int shown = Numbers.decimalsOf(interval.getHigh() - interval.getLow(), decimals);
    return String.format(
        ROOT,
        "%s to %s",
        Numbers.decimal(interval.getLow(), shown),
        Numbers.decimal(interval.getHigh(), shown));
  }

  public Optional<Double> in(Metrics metrics) {
    return metrics.hasField(field)
        ? Optional.of((Double) metrics.getField(field))
        : Optional.empty();
  }

  public Optional<Interval> interval(Metrics metrics) {
    Intervals intervals = metrics.getIntervals();
    return intervals.hasField(intervalField)
        ? Optional.of((Interval) intervals.getField(intervalField))
        : Optional.empty();
  }

  void clear(Metrics.Builder metrics) {
    metrics.clearField(field);
    clearInterval(metrics);
  }

  void clearInterval(Metrics.Builder metrics) {
    if (metrics.hasIntervals()) {
      metrics.getIntervalsBuilder().clearField(intervalField);
    }
  }
}
