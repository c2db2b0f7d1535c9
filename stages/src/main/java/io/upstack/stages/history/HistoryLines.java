package io.upstack.stages.history;

import com.google.common.base.Strings;
import io.upstack.proto.BestResult;
import io.upstack.proto.History;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.Interval;
import io.upstack.proto.MetricDifference;
import io.upstack.proto.SeriesHistory;
import io.upstack.stages.problems.Printable;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.report.ReportedMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A history as lines of text, for a terminal. */
public final class HistoryLines {
  private static final String GAP = "   ";

  private HistoryLines() {}

  /**
   * Returns a table for each series, with a row for each checkpoint: the metrics of evaluator.py,
   * the interval of FID, and how much FID exceeds that of the best checkpoint. Results of replaced
   * files are left out.
   */
  public static List<String> of(History history) {
    List<String> lines = new ArrayList<>();
    for (SeriesHistory series : history.getSeriesList()) {
      addSeries(series, lines);
    }
    return lines;
  }

  private static void addSeries(SeriesHistory series, List<String> lines) {
    lines.add(
        "series %s: checkpoints of the %s network"
            .formatted(series.getSeriesId(), HistoryStages.name(series.getSettings().getStage())));
    List<List<String>> rows = new ArrayList<>();
    List<String> header = new ArrayList<>(List.of("step"));
    ReportedMetric.OF_EVALUATOR.forEach(metric -> header.add(metric.title()));
    header.addAll(List.of("FID's interval", "FID less the best", "checkpoint"));
    rows.add(header);
    Optional<BestResult> best =
        series.getBestList().stream()
            .filter(each -> each.getMetric().equals(ReportedMetric.FID.key()))
            .findFirst();
    for (HistoryPoint point : series.getPointsList()) {
      if (!point.getSuperseded()) {
        boolean isBest = best.isPresent() && best.get().getStep() == point.getStep();
        rows.add(row(point, isBest));
      }
    }
    int[] widths = new int[header.size()];
    rows.forEach(
        row -> {
          for (int column = 0; column < row.size(); column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
          }
        });
    rows.forEach(row -> lines.add(line(row, widths)));
    lines.add("");
  }

  private static List<String> row(HistoryPoint point, boolean isBest) {
    List<String> row = new ArrayList<>(List.of(Numbers.count(point.getStep())));
    for (ReportedMetric metric : ReportedMetric.OF_EVALUATOR) {
      row.add(metric.in(point.getResult().getMetrics()).map(metric::rounded).orElse("-"));
    }
    row.add(
        ReportedMetric.FID
            .interval(point.getResult().getMetrics())
            .map(ReportedMetric.FID::rounded)
            .orElse("-"));
    row.add(
        isBest
            ? "best"
            : HistoryTables.find(point.getToBest(), ReportedMetric.FID)
                .map(HistoryLines::difference)
                .orElse("-"));
    String name = Printable.line(point.getCheckpoint().getLocation());
    row.add(
        point.hasFailure()
            ? name + ": failed: " + Printable.line(firstLine(point.getFailure().getReason()))
            : name);
    return row;
  }

  private static String difference(MetricDifference difference) {
    String value = ReportedMetric.FID.rounded(difference.getValue());
    Interval interval = difference.getInterval();
    return difference.hasInterval()
        ? "%s (%s)".formatted(value, ReportedMetric.FID.rounded(interval))
        : value;
  }

  /** Returns the first line of a reason. */
  static String firstLine(String reason) {
    return reason.lines().findFirst().orElse("");
  }

  /** Aligns all columns but the last one to the right. */
  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    int last = row.size() - 1;
    for (int column = 0; column < last; column++) {
      line.append(Strings.padStart(row.get(column), widths[column], ' ')).append(GAP);
    }
    return line.append(row.get(last)).toString();
  }
}
