package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Comparability;
import io.upstack.proto.Report;
import java.io.IOException;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ReportWriterTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @Test
  void writesThreeObjectsAndTheMessageLast() throws IOException {
    ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    assertThat(store.names())
        .containsExactly("report/index.html", "report/metrics.csv", "report/report.json");
  }

  @Test
  void jsonReadsBackAsTheReportReturned() throws IOException {
    Report written = ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    Report.Builder read = Report.newBuilder();
    JsonFormat.parser().merge(store.text("report/report.json"), read);
    assertThat(read.build()).isEqualTo(written);
    assertThat(store.text("report/report.json")).endsWith("}\n");
  }

  @Test
  void namesMetricsAsPromised() throws IOException {
    ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    assertThat(store.text("report/report.json"))
        .startsWith(
            """
            {
              "metrics": {
                "fid": 22.190123456789014,
                "sfid": 12.16,
                "inceptionScore": 3.0805,
                "precision": 0.2125,
                "recall": 0.6334
              },
              "numSamples": "320",
            """);
  }

  @Test
  void leavesOutMetricsThatAreNotNumbersAndSaysSo() throws IOException {
    Report.Builder report = ReportExamples.twoStages().toBuilder();
    report.getMetricsBuilder().setFid(Double.NaN).setRecall(Double.POSITIVE_INFINITY);

    Report written = ReportWriter.write(store, report.build(), ReportImages.none());

    assertThat(written.getMetrics())
        .isEqualTo(ReportExamples.metrics().toBuilder().clearFid().clearRecall().build());
    assertThat(written.getWarningsList())
        .startsWith(
            "FID is left out: it came out as NaN; look for features that are not finite",
            "Recall is left out: it came out as Infinity; look for features that are not finite");
    assertThat(store.text("report/report.json")).doesNotContain("\"NaN\"", "\"Infinity\"");
    assertThat(store.text("report/metrics.csv")).doesNotContain("fid,NaN", "recall");
  }

  @Test
  void leavesOutIntervalsThatAreNotNumbersWithTheirMetricsOrAlone() throws IOException {
    Report.Builder report = FullReportExample.report().toBuilder();
    report.getMetricsBuilder().setFid(Double.NaN);
    report.getMetricsBuilder().getIntervalsBuilder().getKidBuilder().setLow(Double.NaN);

    Report written = ReportWriter.write(store, report.build(), ReportImages.none());

    assertThat(written.getMetrics().hasKid()).isTrue();
    assertThat(written.getMetrics().getIntervals())
        .isEqualTo(
            FullReportExample.metrics().getIntervals().toBuilder().clearFid().clearKid().build());
    assertThat(written.getWarningsList())
        .containsExactly(
            "FID is left out: it came out as NaN; look for features that are not finite",
            "The interval of KID is left out: it came out as NaN to 6.45E-4; look for features that"
                + " are not finite");
    assertThat(store.text("report/index.html"))
        .contains("it came out as NaN; look for", "No interval: it came out as NaN to 6.45E-4");
  }

  @Test
  void judgesWhatComparesUnlessItWasJudged() throws IOException {
    Report report = FullReportExample.report();
    Comparability judged = Comparability.newBuilder().setMetric("fid").setTable("ours").build();

    assertThat(ReportWriter.write(store, report, ReportImages.none()).getComparabilityList())
        .isEqualTo(ComparabilityRules.of(report, OptionalInt.empty()))
        .hasSize(9);
    assertThat(
            ReportWriter.write(
                    store, report.toBuilder().addComparability(judged).build(), ReportImages.none())
                .getComparabilityList())
        .containsExactly(judged);
  }

  @Test
  void judgesByTheSizeOfTheImagesShown() throws IOException {
    Report written =
        ReportWriter.write(store, FullReportExample.report(), FullReportExample.images(32));

    assertThat(written.getComparability(0).getReasonsList())
        .containsExactly("images of 32 pixels: the tables have 64, 128, 256, 512");
  }

  @Test
  void addsWarningsOnceHoweverOftenItIsWritten() throws IOException {
    Report once = ReportWriter.write(store, ReportExamples.twoStages(), ReportImages.none());

    Report twice = ReportWriter.write(store, once, ReportImages.none());

    assertThat(twice).isEqualTo(once);
    assertThat(once.getWarningsList()).hasSize(3);
  }

  @Test
  void writesAReportOfForeignSamplesThatKnowsLittle() throws IOException {
    Report foreign =
        Report.newBuilder().setNumSamples(10).setMetrics(ReportExamples.metrics()).build();

    ReportWriter.write(store, foreign, ReportImages.none());

    assertThat(store.text("report/index.html")).contains("<h1>10 samples</h1>");
  }
}
