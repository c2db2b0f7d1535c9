package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import java.util.Locale;

/**
 * Draws an interval as a bar on an axis, and its value as a dot. It is only for the eye, because
 * text next to it says the same.
 */
final class IntervalWhisker {
  private static final String BASELINE = "10";
  private static final double THINNEST = 0.015;

  private final WhiskerAxis axis;
  private final double value;
  private final Interval interval;

  private IntervalWhisker(ReportedMetric metric, double value, Interval interval) {
    this.axis = WhiskerAxis.around(value, interval, metric.largest());
    this.value = value;
    this.interval = interval;
  }

  static HtmlElement of(ReportedMetric metric, double value, Interval interval) {
    return new IntervalWhisker(metric, value, interval).figure();
  }

  private HtmlElement figure() {
    return element("div")
        .styled("whisker")
        .attribute("aria-hidden", "true")
        .add(
            element("svg")
                .attribute("width", "100%")
                .attribute("height", "20")
                .add(line("axis", 0, 1, BASELINE, BASELINE))
                .addAll(ticks())
                .add(bar(), dot()),
            element("div")
                .styled("ends")
                .add(
                    element("span").text(axis.label(axis.low())),
                    element("span").text(axis.label(axis.high()))));
  }

  private ImmutableList<HtmlElement> ticks() {
    ImmutableList.Builder<HtmlElement> ticks = ImmutableList.builder();
    for (int i = 0; i < axis.ticks(); i++) {
      double position = axis.position(axis.low() + i * axis.step());
      ticks.add(line("axis", position, position, BASELINE, "15"));
    }
    return ticks.build();
  }

  private HtmlElement bar() {
    double left = axis.position(interval.getLow());
    double width = Math.max(THINNEST, axis.position(interval.getHigh()) - left);
    return element("rect")
        .styled("interval")
        .attribute("x", percent(left))
        .attribute("y", "6")
        .attribute("width", percent(width))
        .attribute("height", "8")
        .attribute("rx", "4");
  }

  private HtmlElement dot() {
    return element("circle")
        .styled("estimate")
        .attribute("cx", percent(axis.position(value)))
        .attribute("cy", BASELINE)
        .attribute("r", "4.5");
  }

  private static HtmlElement line(String style, double x1, double x2, String y1, String y2) {
    return element("line")
        .styled(style)
        .attribute("x1", percent(x1))
        .attribute("x2", percent(x2))
        .attribute("y1", y1)
        .attribute("y2", y2);
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f%%", 100 * share);
  }
}
