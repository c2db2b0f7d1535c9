package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.util.Arrays;
import java.util.List;

/** Shows all metrics as cards: first the five of the evaluator, then the others. */
final class MetricsSection {
  private MetricsSection() {}

  static HtmlElement of(Report report) {
    HtmlElement section =
        element("section")
            .attribute("aria-labelledby", "metrics")
            .add(element("h2").attribute("id", "metrics").text("Metrics"));
    if (hasIntervals(report.getMetrics())) {
      section = section.add(element("p").styled("note").text(meaning(report.getMetrics())));
    }
    return section.add(
        element("h3").text("As OpenAI's evaluator.py defines them"),
        cards(ReportedMetric.OF_EVALUATOR, report),
        element("h3").text("Other metrics"),
        cards(ReportedMetric.OTHERS, report));
  }

  private static boolean hasIntervals(Metrics metrics) {
    return Arrays.stream(ReportedMetric.values())
        .anyMatch(metric -> metric.interval(metrics).isPresent());
  }

  private static String meaning(Metrics metrics) {
    return String.format(
        ROOT,
        "The bars are %s confidence intervals: how the number would vary were other samples"
            + " drawn from the same model and measured against the same reference. They hold for"
            + " features with light tails and without far outliers. Each bar has a scale of its"
            + " own.",
        Confidence.of(metrics));
  }

  private static HtmlElement cards(List<ReportedMetric> metrics, Report report) {
    return element("ul")
        .styled("metrics")
        .addAll(
            metrics.stream()
                .map(metric -> MetricCard.of(metric, report))
                .collect(ImmutableList.toImmutableList()));
  }
}
