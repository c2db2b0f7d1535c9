package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import io.upstack.proto.Report;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Writes the five metrics of the evaluator as a row for a paper or a page, ready to be copied. */
final class TableRows {
  private TableRows() {}

  /** Returns a row of a LaTeX table: {@code base & 20.79 & 13.20 & ... \\}. */
  static String latex(Report report) {
    return Latex.escaped(name(report))
        + values(report).stream().collect(Collectors.joining(" & ", " & ", " \\\\"));
  }

  /** Returns a Markdown table of one row, with its headings. */
  static String markdown(Report report) {
    String titles =
        ReportedMetric.OF_EVALUATOR.stream()
            .map(metric -> metric.title() + " " + metric.arrow())
            .collect(Collectors.joining(" | ", "| Run | ", " |"));
    return titles
        + "\n|---"
        + "|---:".repeat(ReportedMetric.OF_EVALUATOR.size())
        + "|\n| "
        + name(report).replace("|", "\\|")
        + values(report).stream().collect(Collectors.joining(" | ", " | ", " |"));
  }

  /** Shows both rows, each with a place for the button that copies it. */
  static HtmlElement section(Report report) {
    return element("section")
        .attribute("aria-labelledby", "rows")
        .add(
            element("h2").attribute("id", "rows").text("Rows for a table"),
            row("LaTeX", latex(report)),
            row("Markdown", markdown(report)));
  }

  private static HtmlElement row(String title, String text) {
    return element("div")
        .styled("copied")
        .attribute("data-title", title)
        .add(element("h3").text(title), element("pre").attribute("tabindex", "0").text(text));
  }

  /**
   * Returns a short name of what was measured: the file name of the base model, or of the given
   * samples.
   */
  static String name(Report report) {
    String path =
        report.getConfiguration().hasGeneration()
            ? report.getConfiguration().getGeneration().getBase().getModelPath()
            : report.getSamples();
    String name = path.replaceAll("/+$", "");
    return name.substring(name.lastIndexOf('/') + 1);
  }

  private static List<String> values(Report report) {
    return ReportedMetric.OF_EVALUATOR.stream()
        .map(
            metric -> {
              Optional<Double> value = metric.in(report.getMetrics());
              return value.map(metric::rounded).orElse("–");
            })
        .toList();
  }
}
