package io.upstack.stages.history;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import io.upstack.proto.HistoryPoint;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.stages.report.HtmlElement;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.report.WhiskerAxis;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Draws a metric over the training steps: a curve with the interval of each point, a ring around
 * the best point, and a cross on the axis for each checkpoint that failed.
 */
final class HistoryChart {
  private static final double LEFT = 46;
  private static final double RIGHT = 338;
  private static final double TOP = 10;
  private static final double BOTTOM = 180;

  private final ReportedMetric metric;
  private final List<HistoryPoint> points;
  private final OptionalLong best;
  private final WhiskerAxis steps;
  private final WhiskerAxis values;

  private HistoryChart(ReportedMetric metric, List<HistoryPoint> points, OptionalLong best) {
    this.metric = metric;
    this.points = points;
    this.best = best;
    long first = points.get(0).getStep();
    long last = points.get(points.size() - 1).getStep();
    steps = axis(first, last, Double.POSITIVE_INFINITY);
    double low = Double.POSITIVE_INFINITY;
    double high = Double.NEGATIVE_INFINITY;
    for (HistoryPoint point : points) {
      Optional<Double> value = value(point);
      if (value.isPresent()) {
        Interval interval = interval(point);
        low = Math.min(low, Math.min(value.get(), interval.getLow()));
        high = Math.max(high, Math.max(value.get(), interval.getHigh()));
      }
    }
    values = axis(low, high, metric.largest());
  }

  /**
   * @param points the results by step
   * @param best the step of the best result
   * @return the chart, if a result has the metric
   */
  static Optional<HtmlElement> of(
      ReportedMetric metric, List<HistoryPoint> points, OptionalLong best) {
    boolean isMeasured =
        points.stream().anyMatch(point -> metric.in(point.getResult().getMetrics()).isPresent());
    return isMeasured
        ? Optional.of(new HistoryChart(metric, points, best).chart())
        : Optional.empty();
  }

  private static WhiskerAxis axis(double low, double high, double largest) {
    return WhiskerAxis.around(
        low, Interval.newBuilder().setLow(low).setHigh(high).build(), largest);
  }

  private Optional<Double> value(HistoryPoint point) {
    return metric.in(point.getResult().getMetrics()).filter(Double::isFinite);
  }

  private Interval interval(HistoryPoint point) {
    Metrics metrics = point.getResult().getMetrics();
    double value = value(point).orElseThrow();
    return metric
        .interval(metrics)
        .orElseGet(() -> Interval.newBuilder().setLow(value).setHigh(value).build());
  }

  private HtmlElement chart() {
    List<HtmlElement> parts = new ArrayList<>();
    addGrid(parts);
    List<String> curve = new ArrayList<>();
    List<HtmlElement> marks = new ArrayList<>();
    for (HistoryPoint point : points) {
      double x = x(point.getStep());
      if (point.hasFailure()) {
        marks.add(cross(x, point));
      } else if (value(point).isPresent()) {
        double y = y(value(point).get());
        curve.add(number(x) + "," + number(y));
        Interval interval = interval(point);
        parts.add(line("interval", x, y(interval.getLow()), x, y(interval.getHigh())));
        marks.add(dot(x, y, point));
      }
    }
    parts.add(element("polyline").styled("curve").attribute("points", String.join(" ", curve)));
    // The best point is drawn last, so that no other point covers it.
    marks.stream().filter(mark -> !isBest(mark)).forEach(parts::add);
    marks.stream().filter(HistoryChart::isBest).forEach(parts::add);
    return element("svg")
        .styled("chart")
        .attribute("viewBox", "0 0 360 205")
        .attribute("role", "img")
        .attribute("aria-label", metric.title() + " over training steps")
        .addAll(parts);
  }

  private static boolean isBest(HtmlElement mark) {
    return "best".equals(mark.attributes().get("class"));
  }

  private void addGrid(List<HtmlElement> parts) {
    for (int i = 0; i < values.ticks(); i++) {
      double tick = values.low() + i * values.step();
      parts.add(line("grid", LEFT, y(tick), RIGHT, y(tick)));
      parts.add(label("end", LEFT - 5, y(tick) + 4, values.label(tick)));
    }
    int every = Math.max(1, steps.ticks() / 4);
    for (int i = 0; i < steps.ticks(); i += every) {
      double tick = steps.low() + i * steps.step();
      parts.add(line("grid", x(tick), BOTTOM, x(tick), BOTTOM + 4));
      parts.add(label("middle", x(tick), BOTTOM + 18, shortened(tick)));
    }
  }

  /** Returns a step as 400k or 1.2M. */
  static String shortened(double step) {
    if (step >= 1e6) {
      return Numbers.plain(Math.rint(step / 1e4) / 100) + "M";
    }
    return step >= 1e4 ? Numbers.plain(Math.rint(step / 10) / 100) + "k" : Numbers.plain(step);
  }

  private HtmlElement dot(double x, double y, HistoryPoint point) {
    boolean isBest = best.isPresent() && best.getAsLong() == point.getStep();
    double value = value(point).orElseThrow();
    String interval =
        metric
            .interval(point.getResult().getMetrics())
            .map(each -> " (" + metric.rounded(each) + ")")
            .orElse("");
    return element("circle")
        .styled(isBest ? "best" : "point")
        .attribute("cx", number(x))
        .attribute("cy", number(y))
        .attribute("r", isBest ? "5" : "3.5")
        .add(
            element("title")
                .text(
                    String.format(
                        ROOT,
                        "step %s: %s%s",
                        Numbers.count(point.getStep()),
                        metric.rounded(value),
                        interval)));
  }

  private static HtmlElement cross(double x, HistoryPoint point) {
    return element("path")
        .styled("failed")
        .attribute(
            "d", String.format(ROOT, "M%s %s l8 8 m0 -8 l-8 8", number(x - 4), number(BOTTOM - 4)))
        .add(
            element("title")
                .text("step " + Numbers.count(point.getStep()) + " could not be evaluated"));
  }

  private double x(double step) {
    return LEFT + (RIGHT - LEFT) * steps.position(step);
  }

  private double y(double value) {
    return BOTTOM - (BOTTOM - TOP) * values.position(value);
  }

  private static HtmlElement line(String style, double x1, double y1, double x2, double y2) {
    return element("line")
        .styled(style)
        .attribute("x1", number(x1))
        .attribute("y1", number(y1))
        .attribute("x2", number(x2))
        .attribute("y2", number(y2));
  }

  private static HtmlElement label(String style, double x, double y, String text) {
    return element("text")
        .styled(style)
        .attribute("x", number(x))
        .attribute("y", number(y))
        .text(text);
  }

  private static String number(double value) {
    return String.format(ROOT, "%.1f", value);
  }
}
