package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import io.upstack.proto.Report;
import java.util.Optional;

/** Shows a metric in large type with its interval, or the reason why it is missing. */
final class MetricCard {
  private final ReportedMetric metric;
  private final Report report;

  private MetricCard(ReportedMetric metric, Report report) {
    this.metric = metric;
    this.report = report;
  }

  static HtmlElement of(ReportedMetric metric, Report report) {
    return new MetricCard(metric, report).card();
  }

  private HtmlElement card() {
    Optional<Double> value = metric.in(report.getMetrics());
    return element("li")
        .add(element("h4").text(metric.title()))
        .addAll(value.map(this::measured).orElseGet(this::absent))
        .add(
            element("p")
                .styled("direction")
                .add(
                    element("span").attribute("aria-hidden", "true").text(metric.arrow() + " "),
                    new HtmlText(metric.direction())),
            element("p").styled("meaning").text(metric.meaning()));
  }

  private ImmutableList<HtmlElement> measured(double value) {
    HtmlElement number =
        element("p")
            .styled("value")
            .add(
                element("data")
                    .attribute("value", Double.toString(value))
                    .attribute("title", Double.toString(value))
                    .text(metric.rounded(value)));
    return ImmutableList.<HtmlElement>builder().add(number).addAll(interval(value)).build();
  }

  private ImmutableList<HtmlElement> interval(double value) {
    Optional<Interval> interval = metric.interval(report.getMetrics());
    if (interval.isPresent()) {
      return ImmutableList.of(
          IntervalWhisker.of(metric, value, interval.get()),
          element("p")
              .styled("interval")
              .text(
                  String.format(
                      ROOT,
                      "%s: %s",
                      Confidence.of(report.getMetrics()),
                      metric.rounded(interval.get()))));
    }
    return LeftOut.intervalReason(metric, report.getWarningsList())
        .map(reason -> ImmutableList.of(reason("No interval: " + reason)))
        .orElse(ImmutableList.of());
  }

  private ImmutableList<HtmlElement> absent() {
    ImmutableList.Builder<HtmlElement> parts = ImmutableList.builder();
    parts.add(
        element("p").styled("value").add(element("span").styled("absent").text("not measured")));
    LeftOut.reason(metric, report.getWarningsList())
        .or(this::missingOutput)
        .ifPresent(reason -> parts.add(reason(reason)));
    return parts.build();
  }

  /** Returns the reason if the extractor is known not to provide the output. */
  private Optional<String> missingOutput() {
    boolean spatial = report.getExtractor().getSpatialFeatures() > 0;
    return metric == ReportedMetric.SFID && report.hasExtractor() && !spatial
        ? Optional.of("the extractor gives no spatial features")
        : Optional.empty();
  }

  private static HtmlElement reason(String text) {
    return element("p").styled("reason").text(text);
  }
}
