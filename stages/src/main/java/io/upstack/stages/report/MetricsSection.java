package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Metrics;
import java.util.Arrays;
import java.util.Optional;

/** The five metrics, large. */
final class MetricsSection {
  private MetricsSection() {}

  static HtmlElement of(Metrics metrics) {
    return element("section")
        .attribute("aria-labelledby", "metrics")
        .add(
            element("h2").attribute("id", "metrics").text("Metrics"),
            element("ul")
                .styled("metrics")
                .addAll(
                    Arrays.stream(ReportedMetric.values())
                        .map(metric -> card(metric, metric.in(metrics)))
                        .collect(ImmutableList.toImmutableList())));
  }

  private static HtmlElement card(ReportedMetric metric, Optional<Double> value) {
    return element("li")
        .add(
            element("h3").text(metric.title()),
            element("p").styled("value").add(value(metric, value)),
            element("p")
                .styled("direction")
                .add(
                    element("span").attribute("aria-hidden", "true").text(metric.arrow() + " "),
                    new HtmlText(metric.direction())),
            element("p").styled("meaning").text(metric.meaning()));
  }

  private static HtmlElement value(ReportedMetric metric, Optional<Double> value) {
    return value
        .map(
            number ->
                element("data")
                    .attribute("value", Double.toString(number))
                    .attribute("title", Double.toString(number))
                    .text(metric.rounded(number)))
        .orElseGet(() -> element("span").styled("absent").text("not measured"));
  }
}
