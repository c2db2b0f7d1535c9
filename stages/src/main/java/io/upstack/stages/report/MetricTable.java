package io.upstack.stages.report;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
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
    int names = rows.stream().mapToInt(row -> row.name().length()).max().orElseThrow();
    int values = rows.stream().mapToInt(row -> row.value().length()).max().orElseThrow();
    return rows.stream()
        .map(row -> row.line(names, values))
        .collect(ImmutableList.toImmutableList());
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
          + GAP
          + interval;
    }
  }
}
