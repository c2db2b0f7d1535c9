package io.upstack.stages.comparison;

import static java.util.Locale.ROOT;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import io.upstack.stages.comparison.Comparison.Compared;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.report.Csv;
import io.upstack.stages.report.Latex;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.report.ReportedMetric;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Writes a comparison as text: for a terminal, as CSV and as a LaTeX table. */
public final class ComparisonTables {
  private static final String GAP = "   ";

  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "run",
          "location",
          "samples",
          "metric",
          "value",
          "low",
          "high",
          "compared_with",
          "difference",
          "difference_low",
          "difference_high",
          "confidence",
          "verdict",
          "method",
          "why_not_paired");

  private ComparisonTables() {}

  /**
   * Returns a block of lines for each metric, with a line for each run: its value, its interval,
   * and its difference to the first run with what the interval of the difference says.
   */
  public static List<String> lines(Comparison comparison) {
    List<String> lines = new ArrayList<>();
    for (ReportedMetric metric : comparison.metrics()) {
      lines.add(metric.title() + ", " + metric.direction());
      List<List<String>> rows = new ArrayList<>();
      for (int run = 0; run < comparison.runs().size(); run++) {
        rows.add(row(comparison, run, metric));
      }
      lines.addAll(aligned(rows));
      lines.add("");
    }
    lines.add(explanation(comparison));
    lines.addAll(comparison.notes());
    return lines;
  }

  private static List<String> row(Comparison comparison, int run, ReportedMetric metric) {
    Compared compared = comparison.runs().get(run);
    return List.of(
        compared.name(),
        compared.value(metric).map(metric::rounded).orElse("-"),
        compared.interval(metric).map(metric::rounded).orElse("-"),
        comparison.difference(run, metric).map(each -> said(metric, each)).orElse(""));
  }

  /** Returns a difference, or a ratio, with its interval and what that says. */
  static String said(ReportedMetric metric, Difference difference) {
    String value =
        metric.isComparedByRatio()
            ? "times " + Numbers.decimal(difference.value(), 3)
            : String.format(
                ROOT,
                "%s%s",
                difference.value() < 0 ? "" : "+",
                metric.rounded(difference.value()));
    return difference
        .interval()
        .map(
            interval ->
                String.format(
                    ROOT,
                    "%s (%s): %s",
                    value,
                    rounded(metric, interval),
                    Comparison.verdict(metric, difference).words()))
        .orElse(value);
  }

  private static String rounded(ReportedMetric metric, ConfidenceInterval interval) {
    return metric.rounded(
        Interval.newBuilder().setLow(interval.low()).setHigh(interval.high()).build());
  }

  private static List<String> aligned(List<List<String>> rows) {
    int[] widths = new int[4];
    rows.forEach(
        row -> {
          for (int column = 0; column < row.size(); column++) {
            widths[column] = Math.max(widths[column], row.get(column).length());
          }
        });
    return rows.stream()
        .map(
            row ->
                ("  "
                        + Strings.padEnd(row.get(0), widths[0], ' ')
                        + GAP
                        + Strings.padStart(row.get(1), widths[1], ' ')
                        + GAP
                        + Strings.padEnd(row.get(2), widths[2], ' ')
                        + GAP
                        + row.get(3))
                    .stripTrailing())
        .toList();
  }

  /** Returns in one sentence what the differences are. */
  static String explanation(Comparison comparison) {
    return String.format(
        ROOT,
        "Differences are to %s. Their intervals hold together with 95%%%s.",
        comparison.runs().get(0).name(),
        comparison.runs().size() > 2
            ? String.format(
                ROOT, ", each with %s%%", Numbers.decimal(100 * comparison.confidence(), 2))
            : "");
  }

  /** Returns a line for each run and metric. A field that does not apply is empty. */
  static String csv(Comparison comparison) {
    StringBuilder csv = new StringBuilder(Csv.line(COLUMNS));
    for (int run = 0; run < comparison.runs().size(); run++) {
      for (ReportedMetric metric : comparison.metrics()) {
        csv.append(Csv.line(fields(comparison, run, metric)));
      }
    }
    return csv.toString();
  }

  private static List<String> fields(Comparison comparison, int run, ReportedMetric metric) {
    Compared compared = comparison.runs().get(run);
    Optional<Interval> interval = compared.interval(metric);
    Optional<Difference> difference = comparison.difference(run, metric);
    Optional<ConfidenceInterval> ofDifference = difference.flatMap(Difference::interval);
    return List.of(
        Csv.text(compared.name()),
        Csv.text(compared.location()),
        Long.toString(compared.report().getNumSamples()),
        metric.key(),
        number(compared.value(metric)),
        number(interval.map(Interval::getLow)),
        number(interval.map(Interval::getHigh)),
        difference.isPresent() ? Csv.text(comparison.runs().get(0).name()) : "",
        number(difference.map(Difference::value)),
        number(ofDifference.map(ConfidenceInterval::low)),
        number(ofDifference.map(ConfidenceInterval::high)),
        number(difference.map(unused -> comparison.confidence())),
        difference.map(each -> Comparison.verdict(metric, each).words()).orElse(""),
        difference.map(each -> each.method().description()).orElse(""),
        Csv.text(difference.flatMap(Difference::whyNotPaired).orElse("")));
  }

  private static String number(Optional<Double> number) {
    return number.map(each -> Double.toString(each)).orElse("");
  }

  /**
   * Returns a table of booktabs with a row for each run and a column for each metric. What is
   * better than the first run is bold, and what is worse is italic.
   */
  static String latex(Comparison comparison) {
    List<ReportedMetric> metrics = comparison.metrics();
    StringBuilder latex = new StringBuilder();
    latex.append("% ").append(explanation(comparison)).append(" Bold: better; italic: worse.\n");
    latex.append("\\begin{tabular}{l").append("r".repeat(metrics.size())).append("}\n\\toprule\n");
    latex.append("Run");
    metrics.forEach(
        metric ->
            latex
                .append(" & ")
                .append(metric.title())
                .append(metric.isBetter(0, 1) ? " $\\downarrow$" : " $\\uparrow$"));
    latex.append(" \\\\\n\\midrule\n");
    for (int run = 0; run < comparison.runs().size(); run++) {
      latex.append(Latex.escaped(comparison.runs().get(run).name()));
      for (ReportedMetric metric : metrics) {
        latex.append(" & ").append(cell(comparison, run, metric));
      }
      latex.append(" \\\\\n");
    }
    return latex.append("\\bottomrule\n\\end{tabular}\n").toString();
  }

  private static String cell(Comparison comparison, int run, ReportedMetric metric) {
    String value = comparison.runs().get(run).value(metric).map(metric::rounded).orElse("--");
    Optional<Comparison.Verdict> verdict =
        comparison.difference(run, metric).map(each -> Comparison.verdict(metric, each));
    if (verdict.equals(Optional.of(Comparison.Verdict.BETTER))) {
      return "\\textbf{" + value + "}";
    }
    return verdict.equals(Optional.of(Comparison.Verdict.WORSE))
        ? "\\textit{" + value + "}"
        : value;
  }
}
