package io.upstack.stages.history;

import com.google.common.collect.ImmutableList;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.History;
import io.upstack.proto.HistoryDifference;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.Interval;
import io.upstack.proto.MetricDifference;
import io.upstack.proto.Metrics;
import io.upstack.proto.SeriesHistory;
import io.upstack.stages.report.Csv;
import io.upstack.stages.report.ReportedMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Writes a history for programs.
 *
 * <ul>
 *   <li>history.json is the message {@link History} in protobuf's JSON mapping.
 *   <li>history.jsonl has a line for each result, which is a {@link HistoryPoint} in the same
 *       mapping.
 *   <li>history.csv has a row for each result, with a column for each metric, each end of its
 *       interval, and each difference with its interval. A field that does not apply is empty.
 * </ul>
 */
final class HistoryTables {
  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "series",
          "stage",
          "step",
          "checkpoint",
          "sha256",
          "outcome",
          "superseded",
          "started_at",
          "finished_at",
          "samples",
          "output",
          "reason");

  private HistoryTables() {}

  static String json(History history) {
    return print(JsonFormat.printer(), history) + "\n";
  }

  static String jsonLines(History history) {
    JsonFormat.Printer printer = JsonFormat.printer().omittingInsignificantWhitespace();
    StringBuilder lines = new StringBuilder();
    for (SeriesHistory series : history.getSeriesList()) {
      for (HistoryPoint point : series.getPointsList()) {
        lines.append(print(printer, point)).append('\n');
      }
    }
    return lines.toString();
  }

  private static String print(JsonFormat.Printer printer, Message message) {
    try {
      return printer.print(message);
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("a history without Any fields always has a JSON form", e);
    }
  }

  static String csv(History history) {
    StringBuilder csv = new StringBuilder(Csv.line(header()));
    for (SeriesHistory series : history.getSeriesList()) {
      String stage = HistoryStages.name(series.getSettings().getStage());
      for (HistoryPoint point : series.getPointsList()) {
        csv.append(Csv.line(row(stage, point)));
      }
    }
    return csv.toString();
  }

  private static List<String> header() {
    List<String> header = new ArrayList<>(COLUMNS);
    for (ReportedMetric metric : ReportedMetric.values()) {
      header.add(metric.key());
      header.add(metric.key() + "_low");
      header.add(metric.key() + "_high");
    }
    for (String other : List.of("best", "previous")) {
      header.add(other + "_step");
      header.add(other + "_confidence");
      for (ReportedMetric metric : ReportedMetric.values()) {
        String name = metric.key() + (metric.isComparedByRatio() ? "_over_" : "_minus_") + other;
        header.add(name);
        header.add(name + "_low");
        header.add(name + "_high");
      }
    }
    return header;
  }

  private static List<String> row(String stage, HistoryPoint point) {
    List<String> row = new ArrayList<>();
    row.add(point.getSeriesId());
    row.add(stage);
    row.add(Long.toString(point.getStep()));
    row.add(Csv.text(point.getCheckpoint().getLocation()));
    row.add(point.getCheckpoint().getSha256());
    row.add(point.hasFailure() ? "failed" : "measured");
    row.add(point.getSuperseded() ? "true" : "false");
    row.add(point.getStartedAt());
    row.add(point.getFinishedAt());
    row.add(point.hasResult() ? Long.toString(point.getResult().getNumSamples()) : "");
    row.add(Csv.text(point.getResult().getOutput()));
    row.add(Csv.text(point.getFailure().getReason()));
    Metrics metrics = point.getResult().getMetrics();
    for (ReportedMetric metric : ReportedMetric.values()) {
      row.add(metric.in(metrics).map(value -> Double.toString(value)).orElse(""));
      addInterval(metric.interval(metrics), row);
    }
    addDifferences(point.hasToBest(), point.getToBest(), row);
    addDifferences(point.hasToPrevious(), point.getToPrevious(), row);
    return row;
  }

  private static void addDifferences(
      boolean isPresent, HistoryDifference difference, List<String> row) {
    row.add(isPresent ? Long.toString(difference.getStep()) : "");
    row.add(isPresent ? Double.toString(difference.getConfidence()) : "");
    for (ReportedMetric metric : ReportedMetric.values()) {
      Optional<MetricDifference> found = find(difference, metric);
      row.add(found.map(each -> Double.toString(each.getValue())).orElse(""));
      addInterval(
          found.filter(MetricDifference::hasInterval).map(MetricDifference::getInterval), row);
    }
  }

  /** Returns the difference of a metric, if both results have it. */
  static Optional<MetricDifference> find(HistoryDifference difference, ReportedMetric metric) {
    return difference.getMetricsList().stream()
        .filter(each -> each.getMetric().equals(metric.key()))
        .findFirst();
  }

  private static void addInterval(Optional<Interval> interval, List<String> row) {
    row.add(interval.map(each -> Double.toString(each.getLow())).orElse(""));
    row.add(interval.map(each -> Double.toString(each.getHigh())).orElse(""));
  }
}
