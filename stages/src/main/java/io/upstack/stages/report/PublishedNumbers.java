package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Comparability;
import io.upstack.proto.Interval;
import io.upstack.proto.Published;
import io.upstack.proto.PublishedNumber;
import io.upstack.proto.PublishedNumber.Verdict;
import io.upstack.proto.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Compares the metrics of a run with the numbers that were published for its configuration.
 *
 * <p>The two agree if their difference is at most sqrt(2) times the half of the run's interval that
 * points to the published number, plus what its rounding to two decimals and the evaluator's
 * distances in fp16 may change. The factor accounts for the spread of the published number, which
 * is that of another run of the same model with as many samples.
 */
public final class PublishedNumbers {
  private static final double OF_TWO_RUNS = Math.sqrt(2);

  /** Half a unit of the last of the two decimals of all published numbers. */
  private static final double ROUNDING = 0.005;

  /** What distances in fp16 change in precision and recall. */
  private static final double EVALUATOR_DISTANCES = 0.003;

  private PublishedNumbers() {}

  /**
   * Returns a verdict on each published number of a metric that was measured.
   *
   * @param edge the edge of the samples in pixels, if it is known
   */
  static List<PublishedNumber> of(Report report, OptionalInt edge) {
    Published published = report.getConfiguration().getPublished();
    Map<String, Comparability> comparability =
        ComparabilityRules.of(report, edge).stream()
            .collect(Collectors.toMap(Comparability::getMetric, each -> each));
    ImmutableList.Builder<PublishedNumber> numbers = ImmutableList.builder();
    values(published)
        .forEach(
            (metric, number) ->
                metric
                    .in(report.getMetrics())
                    .ifPresent(
                        value ->
                            numbers.add(verdict(metric, number, value, report, comparability))));
    return numbers.build();
  }

  private static Map<ReportedMetric, Double> values(Published published) {
    Map<ReportedMetric, Double> values = new TreeMap<>();
    if (published.hasFid()) {
      values.put(ReportedMetric.FID, published.getFid());
    }
    if (published.hasSfid()) {
      values.put(ReportedMetric.SFID, published.getSfid());
    }
    if (published.hasInceptionScore()) {
      values.put(ReportedMetric.INCEPTION_SCORE, published.getInceptionScore());
    }
    if (published.hasPrecision()) {
      values.put(ReportedMetric.PRECISION, published.getPrecision());
    }
    if (published.hasRecall()) {
      values.put(ReportedMetric.RECALL, published.getRecall());
    }
    return values;
  }

  private static PublishedNumber verdict(
      ReportedMetric metric,
      double number,
      double value,
      Report report,
      Map<String, Comparability> comparability) {
    PublishedNumber.Builder verdict =
        PublishedNumber.newBuilder().setMetric(metric.key()).setValue(number);
    Published published = report.getConfiguration().getPublished();
    if (report.getNumSamples() != published.getNumSamples()) {
      verdict.addReasons(
          String.format(
              ROOT,
              "%,d samples instead of %,d",
              report.getNumSamples(),
              published.getNumSamples()));
    }
    if (published.getChangedCount() > 0) {
      verdict.addReasons(
          "this run changes what was published: " + String.join(", ", published.getChangedList()));
    }
    Optional.ofNullable(comparability.get(metric.key())).stream()
        .flatMap(each -> each.getReasonsList().stream())
        .filter(reason -> !reason.contains(" samples instead of "))
        .forEach(verdict::addReasons);
    Optional<Interval> interval = metric.interval(report.getMetrics());
    if (interval.isEmpty()) {
      verdict.addReasons("the run has no interval");
    }
    if (verdict.getReasonsCount() > 0) {
      return verdict.setVerdict(Verdict.NOT_COMPARABLE).build();
    }
    double tolerance = tolerance(metric, number, value, interval.orElseThrow(), report);
    return verdict
        .setTolerance(tolerance)
        .setVerdict(Math.abs(value - number) <= tolerance ? Verdict.AGREES : Verdict.DIFFERS)
        .build();
  }

  private static double tolerance(
      ReportedMetric metric, double number, double value, Interval interval, Report report) {
    double half = number >= value ? interval.getHigh() - value : value - interval.getLow();
    boolean dependsOnDistances =
        metric == ReportedMetric.PRECISION || metric == ReportedMetric.RECALL;
    boolean asEvaluator =
        report.getConfiguration().getEvaluation().getDistancePrecision().equals("fp16");
    return OF_TWO_RUNS * Math.max(0, half)
        + ROUNDING
        + (dependsOnDistances && !asEvaluator ? EVALUATOR_DISTANCES : 0);
  }

  /** Returns the published number of a metric; empty if there is none. */
  static Optional<PublishedNumber> of(ReportedMetric metric, Report report) {
    return report.getPublishedList().stream()
        .filter(number -> number.getMetric().equals(metric.key()))
        .findFirst();
  }

  /** Returns the verdict in a few words. */
  static String described(PublishedNumber number) {
    return switch (number.getVerdict()) {
      case AGREES -> "agrees";
      case DIFFERS -> String.format(ROOT, "differs by more than %s", shown(number.getTolerance()));
      case NOT_COMPARABLE, VERDICT_UNSPECIFIED ->
          "does not compare: " + String.join("; ", number.getReasonsList());
    };
  }

  private static String shown(double tolerance) {
    return Numbers.decimal(tolerance, Numbers.decimalsOf(tolerance, 2));
  }

  /** Says where the numbers are published, and when two numbers agree. */
  static String rule(Report report) {
    return String.format(
        ROOT,
        "Published: %s. Two numbers agree if they differ by at most sqrt(2) times the half of the"
            + " run's %s interval, plus 0.005 for the rounding of the published number%s.",
        report.getConfiguration().getPublished().getSource(),
        Confidence.of(report.getMetrics()),
        report.getConfiguration().getEvaluation().getDistancePrecision().equals("fp16")
            ? ""
            : ", plus 0.003 in precision and recall for the evaluator's distances in fp16");
  }

  /** Shows the published numbers next to those of the run. */
  static Optional<HtmlElement> section(Report report) {
    if (report.getPublishedCount() == 0) {
      return Optional.empty();
    }
    return Optional.of(
        element("section")
            .attribute("aria-labelledby", "published")
            .add(
                element("h2").attribute("id", "published").text("Published numbers"),
                element("p").styled("note").text(rule(report)),
                Scrolling.of("published", table(report))));
  }

  private static HtmlElement table(Report report) {
    return element("table")
        .add(
            element("thead")
                .add(
                    element("tr")
                        .add(
                            heading("Metric", "col"),
                            heading("This run", "col").attribute("class", "number"),
                            heading("Published", "col").attribute("class", "number"),
                            heading("Verdict", "col"))),
            element("tbody")
                .addAll(
                    report.getPublishedList().stream().map(each -> row(each, report)).toList()));
  }

  private static HtmlElement row(PublishedNumber number, Report report) {
    ReportedMetric metric = ReportedMetric.of(number.getMetric()).orElseThrow();
    String value = metric.in(report.getMetrics()).map(metric::rounded).orElse("");
    return element("tr")
        .add(
            heading(metric.title(), "row"),
            element("td").styled("number").text(value),
            element("td").styled("number").text(Numbers.decimal(number.getValue(), 2)),
            element("td").text(described(number)));
  }

  private static HtmlElement heading(String text, String scope) {
    return element("th").attribute("scope", scope).text(text);
  }
}
