package io.upstack.stages.comparison;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import io.upstack.proto.Interval;
import io.upstack.proto.Report;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.differences.UnpairedDifferences;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.report.ReportJson;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Measured runs, each compared with the first one. The intervals of the differences hold together
 * with 95% (Bonferroni): with more runs, each is wider.
 *
 * @param runs the runs, 2 or more
 * @param differences for each run after the first one, its differences to the first one by metric
 * @param confidence the confidence of each interval of a difference
 */
public record Comparison(
    List<Compared> runs, List<Map<ReportedMetric, Difference>> differences, double confidence) {
  /** What the terms of a report are needed for, and how to get them. */
  private static final String NO_TERMS =
      "%s has no %s, which newer versions write: repeat its command to have the same samples"
          + " compared in pairs";

  public Comparison {
    runs = ImmutableList.copyOf(runs);
    differences = ImmutableList.copyOf(differences);
  }

  /**
   * A run, or samples that {@code evaluate} measured.
   *
   * @param name a short name that no other run of the comparison has
   * @param location the directory or bucket's path of the output
   * @param terms the values behind the metrics; absent in reports of earlier versions
   */
  public record Compared(String name, String location, Report report, Optional<RunTerms> terms) {
    public Optional<Double> value(ReportedMetric metric) {
      return metric.in(report.getMetrics());
    }

    public Optional<Interval> interval(ReportedMetric metric) {
      return metric.interval(report.getMetrics());
    }
  }

  /** What the interval of a difference says. */
  public enum Verdict {
    BETTER("better"),
    WORSE("worse"),
    UNDECIDED("undecided"),
    NO_INTERVAL("no interval");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    public String words() {
      return words;
    }
  }

  /**
   * Reads the reports of outputs, and compares them.
   *
   * @param locations directories or buckets' paths, each the output of a run or of {@code evaluate}
   * @param problems receives each location that has no report; the comparison is empty then
   */
  public static Optional<Comparison> read(List<String> locations, Problems problems)
      throws IOException {
    if (locations.size() < 2) {
      problems.add("RUN", "%d given, expected 2 or more".formatted(locations.size()));
    }
    List<String> names = names(locations);
    List<Compared> runs = new ArrayList<>();
    for (int i = 0; i < locations.size(); i++) {
      read(names.get(i), locations.get(i), problems).ifPresent(runs::add);
    }
    return problems.isEmpty() ? Optional.of(of(runs)) : Optional.empty();
  }

  private static Optional<Compared> read(String name, String location, Problems problems)
      throws IOException {
    try {
      // A store that does not exist would be made.
      if (InputDirectory.find(location).isEmpty()) {
        problems.add("RUN", "there is no directory '%s'".formatted(location));
        return Optional.empty();
      }
    } catch (IllegalArgumentException exception) {
      problems.add("RUN", exception.getMessage());
      return Optional.empty();
    }
    try (ObjectStore store = ObjectStores.open(location)) {
      if (!ReportJson.exists(store)) {
        problems.add(
            "RUN",
            "'%s' has no report/report.json: expected the output of run, or of evaluate --output"
                .formatted(location));
        return Optional.empty();
      }
      return Optional.of(
          new Compared(
              name,
              location,
              ReportJson.read(store),
              TermsFormat.read(store, TermsFormat.OF_REPORT)));
    }
  }

  /** Compares runs whose reports were read. */
  static Comparison of(List<Compared> runs) {
    double confidence = RunTerms.confidence(runs.size() - 1);
    Compared first = runs.get(0);
    return new Comparison(
        runs,
        runs.subList(1, runs.size()).stream()
            .map(run -> differences(run, first, confidence))
            .toList(),
        confidence);
  }

  private static Map<ReportedMetric, Difference> differences(
      Compared run, Compared first, double confidence) {
    String lacking =
        Stream.of(first, run)
            .filter(each -> each.terms().isEmpty())
            .map(each -> NO_TERMS.formatted(each.name(), TermsFormat.OF_REPORT))
            .collect(Collectors.joining("; "));
    // Metrics without terms, such as KID by subsets, are compared by their intervals.
    Map<ReportedMetric, Difference> differences =
        UnpairedDifferences.of(
            run.report().getMetrics(),
            first.report().getMetrics(),
            confidence,
            lacking.isEmpty() ? whyWithoutTerms(run, first) : lacking);
    if (lacking.isEmpty()) {
      Map<String, Difference> paired = run.terms().get().minus(first.terms().get(), confidence);
      differences.replaceAll((metric, unpaired) -> paired.getOrDefault(metric.key(), unpaired));
    }
    return differences;
  }

  /** Returns why a metric is not compared in pairs although both runs have terms. */
  private static String whyWithoutTerms(Compared run, Compared first) {
    List<String> failures =
        run.terms().get().conditions().failures(first.terms().get().conditions());
    return failures.isEmpty()
        ? "the metric is not computed from single samples"
        : String.join("; ", failures);
  }

  /** Returns what a difference to the first run says of a run. */
  public static Verdict verdict(ReportedMetric metric, Difference difference) {
    double equal = metric.isComparedByRatio() ? 1 : 0;
    if (difference.interval().isEmpty()) {
      return Verdict.NO_INTERVAL;
    }
    ConfidenceInterval interval = difference.interval().get();
    if (interval.low() <= equal && equal <= interval.high()) {
      return Verdict.UNDECIDED;
    }
    return metric.isBetter(difference.value(), equal) ? Verdict.BETTER : Verdict.WORSE;
  }

  /** Returns the metrics that at least one of the runs has. */
  public List<ReportedMetric> metrics() {
    return Arrays.stream(ReportedMetric.values())
        .filter(metric -> runs.stream().anyMatch(run -> run.value(metric).isPresent()))
        .toList();
  }

  /** Returns the difference of a run to the first one, if both have the metric. */
  public Optional<Difference> difference(int run, ReportedMetric metric) {
    return run == 0 ? Optional.empty() : Optional.ofNullable(differences.get(run - 1).get(metric));
  }

  /**
   * Returns why runs are not compared in pairs with the first one, each reason in a line. The line
   * names the metrics if the reason is not that of all of them.
   */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    for (int run = 1; run < runs.size(); run++) {
      Map<String, List<String>> reasons = new LinkedHashMap<>();
      differences
          .get(run - 1)
          .forEach(
              (metric, difference) ->
                  difference
                      .whyNotPaired()
                      .ifPresent(
                          why ->
                              reasons
                                  .computeIfAbsent(why, unused -> new ArrayList<>())
                                  .add(metric.title())));
      int all = differences.get(run - 1).size();
      String name = runs.get(run).name();
      reasons.forEach(
          (why, metrics) ->
              notes.add(
                  "%s%s: compared as if its samples were independent of those of %s: %s"
                      .formatted(
                          name,
                          metrics.size() == all ? "" : ", " + String.join(", ", metrics),
                          runs.get(0).name(),
                          why)));
    }
    return notes;
  }

  /** Returns the last parts of the locations, as many as tell them apart. */
  private static List<String> names(List<String> locations) {
    List<List<String>> parts =
        locations.stream()
            .map(each -> Splitter.on('/').omitEmptyStrings().splitToList(each))
            .toList();
    int longest = parts.stream().mapToInt(List::size).max().orElse(0);
    for (int shown = 1; shown < longest; shown++) {
      int last = shown;
      List<String> names =
          parts.stream()
              .map(
                  each ->
                      String.join("/", each.subList(Math.max(0, each.size() - last), each.size())))
              .toList();
      if (names.stream().distinct().count() == names.size()) {
        return names;
      }
    }
    return locations;
  }
}
