package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.util.Optional;

/** Removes metrics and intervals that are not finite from a report, and warns of each. */
final class FiniteMetrics {
  private static final String CAUSE = "look for features that are not finite";

  private FiniteMetrics() {}

  static Report of(Report report) {
    Metrics.Builder metrics = report.getMetrics().toBuilder();
    Report.Builder finite = report.toBuilder();
    for (ReportedMetric metric : ReportedMetric.values()) {
      Optional<Double> value = metric.in(report.getMetrics());
      Optional<Interval> interval = metric.interval(report.getMetrics());
      if (value.isPresent() && !Double.isFinite(value.get())) {
        metric.clear(metrics);
        finite.addWarnings(
            LeftOut.metric(
                metric.key(), String.format(ROOT, "it came out as %s; %s", value.get(), CAUSE)));
      } else if (interval.isPresent() && !isFinite(interval.get())) {
        metric.clearInterval(metrics);
        finite.addWarnings(
            LeftOut.interval(
                metric.key(),
                String.format(
                    ROOT,
                    "it came out as %s to %s; %s",
                    interval.get().getLow(),
                    interval.get().getHigh(),
                    CAUSE)));
      }
    }
    return report.hasMetrics() ? finite.setMetrics(metrics).build() : report;
  }

  private static boolean isFinite(Interval interval) {
    return Double.isFinite(interval.getLow()) && Double.isFinite(interval.getHigh());
  }
}
