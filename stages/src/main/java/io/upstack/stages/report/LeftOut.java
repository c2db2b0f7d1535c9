package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import io.upstack.proto.Metrics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Warnings that say why a report lacks a metric, or its interval: "KID is left out: ...". They are
 * ordinary warnings, and their reasons also appear in place of the missing number.
 */
public final class LeftOut {
  private static final String METRIC = "%s is left out: ";
  private static final String INTERVAL = "The interval of %s is left out: ";

  private LeftOut() {}

  /**
   * @param metric a name from the JSON of the metrics: fid, inceptionScore, ...
   * @param reason the text after the colon, without a period at the end
   * @throws IllegalArgumentException for a metric that is not in {@link Metrics}
   */
  public static String metric(String metric, String reason) {
    return String.format(ROOT, METRIC, reported(metric).title()) + reason;
  }

  /**
   * Returns a warning like {@link #metric}, for a metric that was measured without its interval.
   */
  public static String interval(String metric, String reason) {
    return String.format(ROOT, INTERVAL, reported(metric).title()) + reason;
  }

  /**
   * Returns whether a warning is one of these, which {@link MetricTable} shows in place of the
   * numbers.
   */
  public static boolean isOne(String warning) {
    return Arrays.stream(ReportedMetric.values())
        .anyMatch(
            metric ->
                warning.startsWith(String.format(ROOT, METRIC, metric.title()))
                    || warning.startsWith(String.format(ROOT, INTERVAL, metric.title())));
  }

  static Optional<String> reason(ReportedMetric metric, List<String> warnings) {
    return after(String.format(ROOT, METRIC, metric.title()), warnings);
  }

  static Optional<String> intervalReason(ReportedMetric metric, List<String> warnings) {
    return after(String.format(ROOT, INTERVAL, metric.title()), warnings);
  }

  private static Optional<String> after(String beginning, List<String> warnings) {
    return warnings.stream()
        .filter(warning -> warning.startsWith(beginning))
        .map(warning -> warning.substring(beginning.length()))
        .findFirst();
  }

  private static ReportedMetric reported(String key) {
    return Arrays.stream(ReportedMetric.values())
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    String.format(
                        ROOT,
                        "no metric is called '%s': expected one of %s",
                        key,
                        Arrays.stream(ReportedMetric.values()).map(ReportedMetric::key).toList())));
  }
}
