package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Metrics;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import java.util.List;
import org.junit.jupiter.api.Test;

class MetricsCsvTest {
  private static final String HEADER =
      "metric,value,samples,model,model_sha256,classifier_scale,seed,reference,extractor,finished_at,low,high,confidence,classifier,sampler,upsampler,upsampler_sampler,given_samples\r\n";

  @Test
  void hasARowForEachMetricWithAllItsDigits() {
    String run =
        ",320,fashion32/base.pt,"
            + "a1".repeat(32)
            + ",2.5,7,fashion32/reference.npz,fashion32/features.pt,2026-01-02T03:04:05Z,,,,fashion32/classifier.pt,\"DDIM,"
            + " 25 steps\",fashion32/upsampler.pt,\"DDIM, 25 steps\",\r\n";

    assertThat(MetricsCsv.of(ReportExamples.twoStages()))
        .isEqualTo(
            HEADER
                + ("fid,22.190123456789014" + run)
                + ("sfid,12.16" + run)
                + ("inceptionScore,3.0805" + run)
                + ("precision,0.2125" + run)
                + ("recall,0.6334" + run));
  }

  @Test
  void hasTheEndsOfIntervals() {
    Report report = Report.newBuilder().setMetrics(FullReportExample.metrics()).build();

    assertThat(MetricsCsv.of(report).lines())
        .hasSize(1 + 9)
        .contains("kid,3.12E-4,0,,,,,,,,-2.1E-5,6.45E-4,0.95,,,,,")
        .last()
        .isEqualTo("fidInfinity,3.4107,0,,,,,,,,3.3561,3.4653,0.95,,,,,");
  }

  @Test
  void leavesOutWhatWasNotMeasuredAndEmptiesWhatDoesNotApply() {
    Report report =
        Report.newBuilder()
            .setNumSamples(1000)
            .setMetrics(Metrics.newBuilder().setFid(1e-12))
            .build();

    assertThat(MetricsCsv.of(report)).isEqualTo(HEADER + "fid,1.0E-12,1000,,,,,,,,,,,,,,,\r\n");
  }

  @Test
  void quotesPathsWithCommasQuotesOrLineBreaks() {
    Report report =
        Report.newBuilder()
            .setNumSamples(1)
            .setMetrics(Metrics.newBuilder().setRecall(1))
            .setReference(Reference.newBuilder().setPath("a,b \"c\"\n.npz"))
            .build();

    assertThat(MetricsCsv.of(report))
        .isEqualTo(HEADER + "recall,1.0,1,,,,,\"a,b \"\"c\"\"\n.npz\",,,,,,,,,,\r\n");
  }

  @Test
  void takesTheMeaningFromNamesThatAreFormulas() {
    for (String name : List.of("=1+1", "+1", "-1", "@SUM(A1)", "\t=1")) {
      Report report =
          Report.newBuilder()
              .setNumSamples(1)
              .setMetrics(Metrics.newBuilder().setKid(-0.5))
              .setReference(Reference.newBuilder().setPath(name))
              .build();
      assertThat(MetricsCsv.of(report))
          .isEqualTo(HEADER + "kid,-0.5,1,,,,,'" + name + ",,,,,,,,,,\r\n");
    }
    Report escape =
        Report.newBuilder()
            .setMetrics(Metrics.newBuilder().setKid(1))
            .setReference(Reference.newBuilder().setPath("a\u001b[2Jb"))
            .build();
    assertThat(MetricsCsv.of(escape)).contains("a\\u001b[2Jb").doesNotContain("\u001b");
  }
}
