package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Extractor;
import io.upstack.proto.LabelChoice;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import org.junit.jupiter.api.Test;

class ReportWarningsTest {
  @Test
  void isSilentAboutARunLikeThePublishedOnes() {
    assertThat(ReportWarnings.of(asPublished().build())).isEmpty();
  }

  @Test
  void isSilentAboutWhatTheReportDoesNotSay() {
    assertThat(ReportWarnings.of(Report.getDefaultInstance())).isEmpty();
  }

  @Test
  void warnsOfFewSamples() {
    assertThat(ReportWarnings.of(asPublished().setNumSamples(40_000).build()))
        .containsExactly(
            "40,000 samples instead of 50,000: FID and sFID are biased upwards, the Inception Score"
                + " downwards. Compare only with values from as many samples, not with published"
                + " tables.");
  }

  @Test
  void pointsFewSamplesToFdInfinityWhereItWasMeasured() {
    Report.Builder report = asPublished().setNumSamples(40_000);
    report.getMetricsBuilder().setFidInfinity(3.4);

    assertThat(ReportWarnings.of(report.build()))
        .singleElement()
        .asString()
        .endsWith("not with published tables. FD-infinity compares over numbers of samples.");
  }

  @Test
  void warnsOfLabelsThatWereChosen() {
    assertThat(ReportWarnings.of(asPublished().setLabels(LabelChoice.BALANCED).build()))
        .containsExactly(
            "The samples have balanced labels, those behind published tables were drawn uniformly"
                + " at random. For an equal model FID, sFID, the Inception Score, recall and"
                + " coverage come out better with balanced labels. Compare only with values of"
                + " balanced labels, or generate with labels { uniform {} }.");
    assertThat(ReportWarnings.of(asPublished().setLabels(LabelChoice.CHOSEN).build()))
        .containsExactly(
            "The labels of the samples were listed or counted, those behind published tables were"
                + " drawn uniformly at random. Compare only with values of the same labels.");
    assertThat(ReportWarnings.of(asPublished().setLabels(LabelChoice.DRAWN).build())).isEmpty();
  }

  @Test
  void warnsOfAnotherNumberOfNeighboursOfDensity() {
    Report.Builder report = asPublished();
    report.getMetricsBuilder().setCoverage(0.9);
    report.getConfigurationBuilder().getEvaluationBuilder().setDensityK(3);

    assertThat(ReportWarnings.of(report.build()))
        .containsExactly("Density and coverage use density_k 3, published values 5.");
  }

  @Test
  void warnsOfAnotherExtractor() {
    Report report =
        asPublished().setExtractor(Extractor.newBuilder().setPath("features.pt")).build();

    assertThat(ReportWarnings.of(report))
        .containsExactly(
            "Features come from features.pt, not from the Inception-v3 of published tables. Compare"
                + " only with values from the same extractor.");
  }

  @Test
  void warnsOfStatisticsFromFewImages() {
    Report.Builder report = asPublished();
    report.getReferenceBuilder().setNumImages(5000).setStoredStatistics(false);
    report.getMetricsBuilder().clearPrecision().clearRecall();

    assertThat(ReportWarnings.of(report.build()))
        .containsExactly(
            "The reference statistics come from 5,000 images: fewer than 10,000 bias FID and sFID"
                + " upwards. A reference batch that stores the statistics of its whole data set"
                + " (mu, sigma, mu_s, sigma_s) does not.");
  }

  @Test
  void warnsOfManifoldsOfFewReferenceImages() {
    Report.Builder report = asPublished();
    report.getReferenceBuilder().setNumImages(5000);

    assertThat(ReportWarnings.of(report.build()))
        .containsExactly(
            "Precision and recall are measured against 5,000 reference images, published values"
                + " against 10,000.");
  }

  @Test
  void warnsOfAnotherNumberOfNeighbours() {
    Report.Builder report = asPublished();
    report.getConfigurationBuilder().getEvaluationBuilder().setNearestK(5);

    assertThat(ReportWarnings.of(report.build()))
        .containsExactly("Precision and recall use nearest_k 5, published values 3.");
  }

  @Test
  void warnsOfAnotherSplitSize() {
    Report.Builder report = asPublished();
    report.getConfigurationBuilder().getEvaluationBuilder().setSplitSize(10_000);

    assertThat(ReportWarnings.of(report.build()))
        .containsExactly("The Inception Score uses split_size 10000, published values 5000.");
  }

  @Test
  void warnsOfAShortLastSplit() {
    assertThat(ReportWarnings.of(asPublished().setNumSamples(50_100).build()))
        .containsExactly(
            "The last split of the Inception Score has 100 samples instead of 5,000, and counts as"
                + " much as the others.");
  }

  private static Report.Builder asPublished() {
    return Report.newBuilder()
        .setNumSamples(50_000)
        .setMetrics(ReportExamples.metrics())
        .setReference(Reference.newBuilder().setNumImages(10_000).setStoredStatistics(true))
        .setExtractor(
            Extractor.newBuilder()
                .setPath("inception.pt")
                .setFeatures(2048)
                .setSpatialFeatures(2023)
                .setInception(true));
  }
}
