package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at what a run leaves, and at what another launch makes of it. */
final class RunOutputTest {
  @TempDir private Path directory;

  @Test
  void leavesSamplesFeaturesAReportAndARecordThatRepeat() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path output = directory.resolve("out");

    Outcome outcome = InProcess.run(configuration, output);

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.status()).isZero();
    OutputListing listing = OutputListing.of(output);
    assertThat(
            listing
                .without("journal/")
                .without("features/")
                .without("metrics/")
                .contents()
                .keySet())
        .containsExactly(
            "base/00000.npz",
            "base/00001.npz",
            "report/index.html",
            "report/metrics.csv",
            "report/report.json",
            "report/terms.binpb",
            "run.textproto",
            "samples/00000.npz",
            "samples/00001.npz");
    assertThat(listing.under("features/").contents().keySet())
        .allMatch(name -> name.matches("features/.{12}/(samples|images-.{12})/0000.[.]npz"))
        .filteredOn(name -> name.contains("/samples/"))
        .hasSize(2);
    assertThat(listing.under("metrics/").contents().keySet())
        .allMatch(name -> name.matches("metrics/[a-z-]+-[0-9a-f]{12}/000[0-9]{2}[.]npz"));
    assertSamples(output.resolve("samples/00000.npz"), 0, 16, 32);
    assertSamples(output.resolve("samples/00001.npz"), 16, 8, 32);
    assertSamples(output.resolve("base/00001.npz"), 16, 8, 16);
    Report report = report(output);
    assertReport(report);
    assertThat(outcome.output())
        .isEqualTo(printed(report.getMetrics()) + "report: " + output + "/report/index.html\n");

    Outcome again = InProcess.run(configuration, output);

    assertThat(again).isEqualTo(outcome);
    assertThat(OutputListing.of(output).without("report/").entries())
        .isEqualTo(listing.without("report/").entries());
    assertThat(withoutTime(report(output))).isEqualTo(withoutTime(report));

    Path other = directory.resolve("other");
    assertThat(InProcess.run(configuration, other, "--set", "execution.slots=2").status()).isZero();
    assertThat(OutputListing.of(other).repeatable()).isEqualTo(listing.repeatable());
    assertThat(report(other).getMetrics()).isEqualTo(report.getMetrics());
  }

  private static void assertSamples(Path file, int first, int count, long edge) throws IOException {
    SampleObject samples = SampleObject.read(file);
    assertThat(samples.type()).isEqualTo(ElementType.UINT8);
    assertThat(samples.shape()).containsExactly((long) count, edge, edge, 3L);
    List<Long> balanced =
        LongStream.range(first, first + count).map(index -> index % 10).boxed().toList();
    assertThat(samples.labels()).hasValue(balanced);
  }

  private static void assertReport(Report report) {
    Metrics metrics = report.getMetrics();
    assertThat(metrics.getFid()).isPositive();
    assertThat(metrics.getSfid()).isPositive();
    assertThat(metrics.getInceptionScore()).isGreaterThan(1);
    assertThat(metrics.getPrecision()).isBetween(0.0, 1.0);
    assertThat(metrics.getRecall()).isBetween(0.0, 1.0);
    assertThat(metrics.hasPrecision() && metrics.hasRecall()).isTrue();
    assertThat(report.getNumSamples()).isEqualTo(24);
    assertThat(report.getReference().getNumImages()).isEqualTo(48);
    assertThat(report.getTimingsList())
        .extracting(timing -> timing.getStage() + " " + timing.getSamples())
        .containsExactly("base 24", "upsample 24", "features 24", "reference 48");
    assertThat(report.getTimingsList())
        .allMatch(timing -> timing.getModelSeconds() > 0)
        .allMatch(timing -> timing.getModelSeconds() < timing.getWallSeconds());
    assertThat(report.getTimingsList())
        .filteredOn(StageTiming::hasMedianStepSeconds)
        .extracting(StageTiming::getStage)
        .containsExactly("base", "upsample");
  }

  private static String printed(Metrics metrics) {
    return """
    Inception Score: %s
    FID: %s
    sFID: %s
    Precision: %s
    Recall: %s
    """
        .formatted(
            metrics.getInceptionScore(),
            metrics.getFid(),
            metrics.getSfid(),
            metrics.getPrecision(),
            metrics.getRecall());
  }

  private static Report report(Path output) throws IOException {
    Report.Builder report = Report.newBuilder();
    JsonFormat.parser().merge(Files.readString(output.resolve("report/report.json")), report);
    return report.build();
  }

  private static Report withoutTime(Report report) {
    return report.toBuilder().clearFinishedAt().build();
  }
}
