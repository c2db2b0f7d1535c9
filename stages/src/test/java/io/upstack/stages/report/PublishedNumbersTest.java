package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Published;
import io.upstack.proto.PublishedNumber;
import io.upstack.proto.PublishedNumber.Verdict;
import io.upstack.proto.Report;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Published numbers next to those of a run. */
final class PublishedNumbersTest {
  private final InMemoryObjectStore store = new InMemoryObjectStore();

  @Test
  void numbersAgreeWithinTheSpreadOfTwoRuns() throws IOException {
    Published.Builder published = row().setFid(3.94).setSfid(6.23).setInceptionScore(220);

    List<PublishedNumber> numbers = written(published).getPublishedList();

    assertThat(numbers)
        .extracting(PublishedNumber::getMetric)
        .containsExactly("fid", "sfid", "inceptionScore");
    assertThat(numbers)
        .extracting(PublishedNumber::getVerdict)
        .containsExactly(Verdict.AGREES, Verdict.DIFFERS, Verdict.DIFFERS);
    // The run has an sFID of 6.1404 with an upper end of 6.1897.
    assertThat(numbers.get(1).getTolerance()).isEqualTo(Math.sqrt(2) * (6.1897 - 6.1404) + 0.005);
    assertThat(written(row().setSfid(6.21)).getPublished(0).getVerdict()).isEqualTo(Verdict.AGREES);
    assertThat(store.text("report/index.html"))
        .contains("Published numbers", "table 6, ADM-G, ADM-U", "agrees");
  }

  @Test
  void distancesOfTheEvaluatorCountInPrecisionAndRecall() throws IOException {
    // The run has a precision of 0.8265 with an upper end of 0.8298.
    double within = 0.8265 + Math.sqrt(2) * (0.8298 - 0.8265) + 0.005 + 0.0029;

    assertThat(written(row().setPrecision(within)).getPublished(0).getVerdict())
        .isEqualTo(Verdict.AGREES);
    Report.Builder exact = report(row().setPrecision(within)).toBuilder();
    exact.getConfigurationBuilder().getEvaluationBuilder().setDistancePrecision("fp16");
    assertThat(written(exact.build()).getPublished(0).getVerdict()).isEqualTo(Verdict.DIFFERS);
  }

  @Test
  void anotherNumberOfSamplesDoesNotCompare() throws IOException {
    Report report =
        report(row().setFid(3.94).setPrecision(0.83)).toBuilder().setNumSamples(320).build();

    Report written = written(report);

    assertThat(written.getPublishedList())
        .allSatisfy(
            number -> {
              assertThat(number.getVerdict()).isEqualTo(Verdict.NOT_COMPARABLE);
              assertThat(number.getReasonsList()).containsExactly("320 samples instead of 50,000");
              assertThat(number.hasTolerance()).isFalse();
            });
    assertThat(MetricTable.lines(written))
        .contains("FID                  3.94   3.901 to 3.984")
        .contains("            published")
        .contains("FID              3.94   does not compare: 320 samples instead of 50,000")
        .endsWith(
            "Published: table 6, ADM-G, ADM-U. Two numbers agree if they differ by at most sqrt(2)"
                + " times the half of the run's 95% interval, plus 0.005 for the rounding of the"
                + " published number, plus 0.003 in precision and recall for the evaluator's"
                + " distances in fp16.");
  }

  @Test
  void whatElseDiffersIsSaidToo() throws IOException {
    Report.Builder report =
        report(row().setFid(3.94).addChanged("generation.base.classifier.classifier_scale"))
            .toBuilder();
    report.getReferenceBuilder().setStoredStatistics(false);
    report.getMetricsBuilder().getIntervalsBuilder().clearFid();

    assertThat(written(report.build()).getPublished(0).getReasonsList())
        .containsExactly(
            "this run changes what was published: generation.base.classifier.classifier_scale",
            "statistics of the 10,000 reference images, not of a whole data set as OpenAI's"
                + " reference batches store them",
            "the run has no interval");
  }

  @Test
  void aReportWithoutPublishedNumbersIsAsBefore() throws IOException {
    Report written = written(FullReportExample.report());

    assertThat(written.getPublishedList()).isEmpty();
    assertThat(MetricTable.lines(written))
        .isEqualTo(MetricTable.lines(written.getMetrics(), written.getWarningsList()));
    assertThat(store.text("report/index.html")).doesNotContain("Published numbers");
  }

  private static Published.Builder row() {
    return Published.newBuilder().setSource("table 6, ADM-G, ADM-U");
  }

  private static Report report(Published.Builder published) {
    Report.Builder report = FullReportExample.report().toBuilder();
    report.getConfigurationBuilder().setPublished(published);
    return report.build();
  }

  private Report written(Published.Builder published) throws IOException {
    return written(report(published));
  }

  private Report written(Report report) throws IOException {
    return ReportWriter.write(store, report, ReportImages.none());
  }
}
