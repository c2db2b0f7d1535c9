package io.upstack.stages.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** All metrics with their intervals as lines of text, for a terminal or a log. */
public final class MetricTable {
  private static final String GAP = "   ";

  private MetricTable() {}

  /**
   * Returns a line of headings, followed by a line for each metric with its name, value and
   * interval, or the reason why it has none.
   *
   * @param warnings the warnings of the report, where {@link LeftOut} gives reasons
   */
  public static List<String> lines(Metrics metrics, List<String> warnings) {
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("", "value", Confidence.of(metrics) + " interval"));
    Arrays.stream(ReportedMetric.values())
        .map(metric -> row(metric, metrics, warnings))
        .forEach(rows::add);
    return aligned(rows);
  }

  private static List<String> aligned(List<Row> rows) {
    int names = rows.stream().mapToInt(row -> row.name().length()).max().orElseThrow();
    int values = rows.stream().mapToInt(row -> row.value().length()).max().orElseThrow();
    return rows.stream()
        .map(row -> row.line(names, values))
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Returns the same lines for a report. If its configuration has published numbers, they follow,
   * with a line on when two numbers agree.
   */
  public static List<String> lines(Report report) {
    List<String> lines = new ArrayList<>(lines(report.getMetrics(), report.getWarningsList()));
    if (report.getPublishedCount() == 0) {
      return ImmutableList.copyOf(lines);
    }
    List<Row> rows = new ArrayList<>();
    rows.add(new Row("", "published", ""));
    for (ReportedMetric metric : ReportedMetric.values()) {
      PublishedNumbers.of(metric, report)
          .ifPresent(
              number ->
                  rows.add(
                      new Row(
                          metric.title(),
                          Numbers.decimal(number.getValue(), 2),
                          PublishedNumbers.described(number))));
    }
    lines.addAll(aligned(rows));
    lines.add(PublishedNumbers.rule(report));
    return ImmutableList.copyOf(lines);
  }

  private static Row row(ReportedMetric metric, Metrics metrics, List<String> warnings) {
    Optional<Double> value = metric.in(metrics);
    if (value.isEmpty()) {
      String reason = LeftOut.reason(metric, warnings).orElse("not measured");
      return new Row(metric.title(), "-", reason);
    }
    Optional<Interval> interval = metric.interval(metrics);
    return new Row(
        metric.title(),
        metric.rounded(value.get()),
        interval
            .map(metric::rounded)
            .or(() -> LeftOut.intervalReason(metric, warnings))
            .orElse("-"));
  }

  private record Row(String name, String value, String interval) {
    private String line(int names, int values) {
      return Strings.padEnd(name, names, ' ')
          + GAP
          + Strings.padStart(value, values, ' ')
          + (interval.isEmpty() ? "" : GAP + interval);
    }
  }
}
