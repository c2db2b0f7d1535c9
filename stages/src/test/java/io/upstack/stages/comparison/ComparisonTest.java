package io.upstack.stages.comparison;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableMap;
import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Interval;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.stages.comparison.Comparison.Verdict;
import io.upstack.stages.differences.Difference;
import io.upstack.stages.differences.MetricTerms;
import io.upstack.stages.differences.PairingConditions;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ComparisonTest {
  private static final int GROUPS = 10;

  @TempDir private Path directory;

  /** Groups move the FID of both runs alike, and their difference by a hundredth of that. */
  @Test
  void aDifferenceThatPairsShowIsDecided() throws IOException {
    Comparison comparison =
        read(run("a", 20, Optional.of(terms(20, 1, 7))), run("b", 19.9, terms(19.9, 1.01, 7)));

    Difference fid = comparison.difference(1, ReportedMetric.FID).orElseThrow();
    assertThat(fid.value()).isEqualTo(-.1, within(1e-9));
    assertThat(fid.interval().orElseThrow().width()).isLessThan(.1);
    assertThat(Comparison.verdict(ReportedMetric.FID, fid)).isEqualTo(Verdict.BETTER);
    assertThat(comparison.notes())
        .containsExactly(
            "b, Inception Score: compared as if its samples were independent of those of a: the"
                + " metric is not computed from single samples");
    assertThat(ComparisonTables.lines(comparison))
        .containsExactly(
            "FID, lower is better",
            "  a   20.00   19.00 to 21.00",
            "  b   19.90   18.90 to 20.90   -0.10 (-0.1%s): better".formatted(rest(fid)),
            "",
            "Inception Score, higher is better",
            "  a   3.00   2.80 to 3.20",
            "  b   3.02   2.82 to 3.22   times 1.005 (%s): undecided".formatted(ratio(comparison)),
            "",
            "Differences are to a. Their intervals hold together with 95%.",
            comparison.notes().get(0));
  }

  @Test
  void runsThatDoNotPairAreComparedByTheirIntervals() throws IOException {
    Comparison comparison =
        read(
            run("a", 20, Optional.of(terms(20, 1, 7))),
            run("b", 19.9, terms(19.9, 1.01, 8)),
            run("c", 25, Optional.empty()));

    Difference fid = comparison.difference(1, ReportedMetric.FID).orElseThrow();
    assertThat(fid.interval().orElseThrow().width()).isGreaterThan(1);
    assertThat(Comparison.verdict(ReportedMetric.FID, fid)).isEqualTo(Verdict.UNDECIDED);
    Difference other = comparison.difference(2, ReportedMetric.FID).orElseThrow();
    assertThat(other.value()).isEqualTo(5);
    // The half-width 1 of a 95% interval, widened to 97.5% for two comparisons.
    assertThat(other.interval().orElseThrow().width())
        .isEqualTo(2 * Math.sqrt(2) * 2.241403 / 1.959964, within(1e-5));
    assertThat(Comparison.verdict(ReportedMetric.FID, other)).isEqualTo(Verdict.WORSE);
    assertThat(comparison.notes())
        .contains(
            "b: compared as if its samples were independent of those of a: different"
                + " generation seeds: 8 and 7",
            "c: compared as if its samples were independent of those of a: c has no"
                + " report/terms.binpb, which newer versions write: repeat its command to have the"
                + " same samples compared in pairs");
    assertThat(ComparisonTables.lines(comparison))
        .contains(
            "Differences are to a. Their intervals hold together with 95%, each with 97.50%.");
  }

  @Test
  void tablesAndThePageHaveAllRuns() throws IOException {
    Comparison comparison =
        read(run("a_1", 20, Optional.empty()), run("<b>&", 25, Optional.empty()));
    Path output = directory.resolve("out");
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      ComparisonPage.write(store, comparison);
    }

    assertThat(Files.readString(output.resolve("compare.tex")))
        .contains(
            "Run & FID $\\downarrow$ & Inception Score $\\uparrow$ \\\\",
            "a\\_1 & 20.00 & 3.00 \\\\",
            "<b>\\& & \\textit{25.00} & \\textit{2.40} \\\\");
    List<String> csv = Files.readAllLines(output.resolve("compare.csv"));
    assertThat(csv).hasSize(5);
    assertThat(csv.get(3))
        .startsWith("<b>&," + directory + "/<b>&,512,fid,25.0,24.0,26.0,a_1,5.0,")
        .contains(",0.95,worse,root of the sum of both squared half-widths,");
    assertThat(Files.readString(output.resolve("compare.html")))
        .contains("<title>a_1 and &lt;b&gt;&amp; – Upstack comparison</title>", "+5.00 (");
  }

  @Test
  void namesAllThatCannotBeCompared() throws IOException {
    Problems problems = new Problems();
    Path empty = Files.createDirectory(directory.resolve("empty"));
    assertThat(Comparison.read(List.of(empty.toString(), directory + "/none"), problems)).isEmpty();
    assertThat(problems.list())
        .containsExactly(
            "RUN: '%s' has no report/report.json: expected the output of run, or of evaluate --output"
                .formatted(empty),
            "RUN: there is no directory '%s/none'".formatted(directory));

    Problems single = new Problems();
    assertThat(Comparison.read(List.of(run("a", 20, Optional.empty())), single)).isEmpty();
    assertThat(single.list()).containsExactly("RUN: 1 given, expected 2 or more");
  }

  @Test
  void namesAreAsLongAsTheyHaveToBe() throws IOException {
    Comparison comparison =
        read(run("x/out", 20, Optional.empty()), run("y/out", 25, Optional.empty()));
    assertThat(comparison.runs())
        .extracting(Comparison.Compared::name)
        .containsExactly("x/out", "y/out");
  }

  private static String rest(Difference difference) {
    String interval =
        ReportedMetric.FID.rounded(
            Interval.newBuilder()
                .setLow(difference.interval().orElseThrow().low())
                .setHigh(difference.interval().orElseThrow().high())
                .build());
    assertThat(interval).startsWith("-0.1");
    return interval.substring("-0.1".length());
  }

  private static String ratio(Comparison comparison) {
    Difference difference = comparison.difference(1, ReportedMetric.INCEPTION_SCORE).orElseThrow();
    return ReportedMetric.INCEPTION_SCORE.rounded(
        Interval.newBuilder()
            .setLow(difference.interval().orElseThrow().low())
            .setHigh(difference.interval().orElseThrow().high())
            .build());
  }

  private static Comparison read(String... runs) throws IOException {
    Problems problems = new Problems();
    Optional<Comparison> comparison = Comparison.read(List.of(runs), problems);
    assertThat(problems.list()).isEmpty();
    return comparison.orElseThrow();
  }

  private String run(String name, double fid, RunTerms terms) throws IOException {
    return run(name, fid, Optional.of(terms));
  }

  private String run(String name, double fid, Optional<RunTerms> terms) throws IOException {
    String location = directory.resolve(name).toString();
    Metrics.Builder metrics = Metrics.newBuilder().setFid(fid).setInceptionScore(60 / fid);
    metrics
        .getIntervalsBuilder()
        .setConfidence(.95)
        .setFid(interval(fid, 1))
        .setInceptionScore(interval(60 / fid, .2));
    Report report = Report.newBuilder().setNumSamples(512).setMetrics(metrics).build();
    try (ObjectStore store = ObjectStores.open(location)) {
      StoreFormat.writeUtf8(store, "report/report.json", JsonFormat.printer().print(report));
      if (terms.isPresent()) {
        store.replace(TermsFormat.OF_REPORT, TermsFormat.message(terms.get())::writeTo);
      }
    }
    return location;
  }

  private static Interval interval(double value, double half) {
    return Interval.newBuilder().setLow(value - half).setHigh(value + half).build();
  }

  private static RunTerms terms(double fid, double spread, long seed) {
    double[] groups = new double[GROUPS + 1];
    groups[0] = fid;
    for (int group = 1; group <= GROUPS; group++) {
      groups[group] = fid + spread * (group - 5.5) / 10;
    }
    return new RunTerms(
        new PairingConditions(512, OptionalLong.of(seed), "drawn", 0, "e", "r", "k 3"),
        ImmutableMap.of("fid", new MetricTerms.Groups(groups)));
  }
}
