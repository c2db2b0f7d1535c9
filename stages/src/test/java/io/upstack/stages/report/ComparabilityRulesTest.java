package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Comparability;
import io.upstack.proto.LabelChoice;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ComparabilityRulesTest {
  private static final String EVALUATOR =
      "Dhariwal and Nichol (2021), tables 4 to 6, and others computed with OpenAI's evaluator.py";
  private static final String OPENAI_BATCH =
      ", if the reference is OpenAI's batch of the same data set";
  private static final String TO_THOUSANDTHS =
      "; to a few thousandths, as the evaluator takes distances in fp16 where they fit"
          + " (distance_precision)";
  private static final String ANY_NUMBER =
      "; its expectation doesn't depend on the number of samples, its interval does";
  private static final String KID =
      "torch-fidelity, and clean-fid in its mode legacy_tensorflow, against the same images:"
          + " unbiased, kernel (x·y/d + 1)³; papers often print it times 1,000";
  private static final String DENSITY =
      "those on pool features of this Inception with k = 5 and as many reference images; Naeem et"
          + " al. (2020) have the same k, but features of VGG16";

  private final Report.Builder report = FullReportExample.report().toBuilder();

  @Test
  void everyNumberOfARunLikeThePublishedOnesComparesWithSome() {
    assertThat(verdicts().values()).allMatch(verdict -> verdict.getReasonsCount() == 0);
    assertThat(table("fid")).isEqualTo(EVALUATOR + OPENAI_BATCH);
    assertThat(table("sfid")).isEqualTo(EVALUATOR + OPENAI_BATCH);
    assertThat(table("inceptionScore")).isEqualTo(EVALUATOR);
    assertThat(table("precision")).isEqualTo(EVALUATOR + OPENAI_BATCH + TO_THOUSANDTHS);
    assertThat(table("recall")).isEqualTo(EVALUATOR + OPENAI_BATCH + TO_THOUSANDTHS);
    assertThat(table("kid")).isEqualTo(KID);
    assertThat(table("density")).isEqualTo(DENSITY);
    assertThat(table("coverage"))
        .isEqualTo(
            "those on pool features of this Inception with k = 5 and as many reference images;"
                + " Naeem et al. (2020) have the same k, but features of VGG16");
    assertThat(table("fidInfinity"))
        .isEqualTo(
            "FID-infinity of Chong and Forsyth (2020), whatever the number of samples, if the"
                + " reference has the statistics of the same data set");
  }

  @Test
  void balancedLabelsCompareWhereTheMixtureOfTheSampleDoesNotMatter() {
    report.setLabels(LabelChoice.BALANCED);
    String reason =
        "as many samples of each label, which brings an equal model nearer to the reference: the"
            + " tables' labels were drawn uniformly at random (labels { uniform {} })";

    for (String metric : List.of("fid", "sfid", "inceptionScore", "recall", "coverage")) {
      assertThat(verdicts().get(metric).getReasonsList()).containsExactly(reason);
    }
    for (String metric : List.of("precision", "density", "kid", "fidInfinity")) {
      assertThat(verdicts().get(metric).getReasonsList()).isEmpty();
    }
    report
        .getConfigurationBuilder()
        .getEvaluationBuilder()
        .setKidEstimator("torch_fidelity_subsets");
    assertThat(verdicts().get("kid").getReasonsList()).containsExactly(reason);
    report.setLabels(LabelChoice.DRAWN);
    assertThat(verdicts().values()).allMatch(verdict -> verdict.getReasonsCount() == 0);
  }

  @Test
  void storedStatisticsOfFewImagesAreNotThoseOfADataSet() {
    report.getReferenceBuilder().setStatisticsImages(1000);

    for (String metric : List.of("fid", "sfid", "fidInfinity")) {
      assertThat(reasons(metric))
          .containsExactly(
              "stored statistics of 1,000 images, not of a whole data set as in OpenAI's reference"
                  + " batches");
    }
    report.getReferenceBuilder().setStatisticsImages(1_281_167);
    assertThat(reasons("fid")).isEmpty();
  }

  @Test
  void distancesOfTheEvaluatorNeedNoAllowance() {
    report.getConfigurationBuilder().getEvaluationBuilder().setDistancePrecision("fp16");

    assertThat(table("precision")).isEqualTo(EVALUATOR + OPENAI_BATCH);
    assertThat(table("recall")).isEqualTo(EVALUATOR + OPENAI_BATCH);
  }

  @Test
  void fewerSamplesCompareWhereTheirNumberDoesNotMatter() {
    report.setNumSamples(10_000);

    assertThat(table("precision"))
        .isEqualTo(EVALUATOR + OPENAI_BATCH + TO_THOUSANDTHS + ANY_NUMBER);
    assertThat(table("kid")).isEqualTo(KID + ANY_NUMBER);
    assertThat(table("density")).isEqualTo(DENSITY + ANY_NUMBER);
    assertThat(table("fidInfinity")).startsWith("FID-infinity of Chong and Forsyth (2020)");
  }

  @Test
  void anotherNumberOfSamplesKeepsTheOthersFromComparing() {
    report.setNumSamples(10_000);
    String bias =
        "10,000 samples instead of 50,000, and its bias is about in inverse proportion to them:"
            + " FD-infinity is what compares over numbers of samples";

    assertThat(reasons("fid")).containsExactly(bias);
    assertThat(reasons("sfid")).containsExactly(bias);
    assertThat(reasons("inceptionScore"))
        .containsExactly(
            "10,000 samples instead of 50,000, and the fewer there are, the lower it comes out");
    assertThat(reasons("recall"))
        .containsExactly(
            "10,000 samples instead of 50,000, and their manifold depends on how many they are");
    assertThat(reasons("coverage"))
        .containsExactly(
            "10,000 samples instead of 50,000, and the fewer there are, the less they cover");
    report.setNumSamples(60_000);
    assertThat(reasons("fid").get(0)).startsWith("60,000 samples instead of 50,000");
  }

  @Test
  void anotherExtractorComparesWithNothing() {
    report.getExtractorBuilder().setPath("features.pt").setInception(false);

    assertThat(verdicts().values())
        .hasSize(9)
        .allSatisfy(
            verdict -> {
              assertThat(verdict.hasTable()).isFalse();
              assertThat(verdict.getReasonsList())
                  .containsExactly(
                      "features of features.pt, not of the Inception-v3 of 2015-12-05: nothing"
                          + " published rests on them");
            });
  }

  @Test
  void ownStatisticsKeepFrechetDistancesFromComparing() {
    report.getReferenceBuilder().setStoredStatistics(false);
    String own =
        "statistics of the 10,000 reference images, not of a whole data set as OpenAI's reference"
            + " batches store them";

    assertThat(differing()).containsOnlyKeys("fid", "sfid", "fidInfinity");
    assertThat(differing().values())
        .allMatch(verdict -> verdict.getReasonsList().equals(List.of(own)));
  }

  @Test
  void anotherNumberOfReferenceImagesKeepsManifoldsFromComparing() {
    report.getReferenceBuilder().setNumImages(5000);

    assertThat(differing()).containsOnlyKeys("precision", "recall");
    assertThat(reasons("recall")).containsExactly("5,000 reference images instead of 10,000");
  }

  @Test
  void otherSettingsAreNamed() {
    report
        .getConfigurationBuilder()
        .getEvaluationBuilder()
        .setNearestK(5)
        .setSplitSize(1000)
        .setDensityK(3);

    assertThat(differing())
        .containsOnlyKeys("inceptionScore", "precision", "recall", "density", "coverage");
    assertThat(reasons("inceptionScore")).containsExactly("split_size 1000 instead of 5000");
    assertThat(reasons("precision")).containsExactly("nearest_k 5 instead of 3");
    assertThat(reasons("recall")).containsExactly("nearest_k 5 instead of 3");
    assertThat(reasons("density")).containsExactly("density_k 3 instead of 5");
    assertThat(reasons("coverage")).containsExactly("density_k 3 instead of 5");
  }

  @Test
  void tablesOfOtherSizesDoNotCompare() {
    List<Comparability> verdicts = ComparabilityRules.of(report.build(), OptionalInt.of(32));

    assertThat(verdicts)
        .filteredOn(verdict -> verdict.getReasonsCount() > 0)
        .extracting(Comparability::getMetric)
        .containsExactly("fid", "sfid", "inceptionScore", "precision", "recall");
    assertThat(verdicts.get(0).getReasonsList())
        .containsExactly("images of 32 pixels: the tables have 64, 128, 256, 512");
  }

  @Test
  void namesEveryReason() {
    report.setNumSamples(100).getReferenceBuilder().setStoredStatistics(false);
    report.getExtractorBuilder().setInception(false);

    assertThat(reasons("fid")).hasSize(3);
  }

  @Test
  void saysNothingOfWhatWasNotMeasuredOrIsNotKnown() {
    report.setMetrics(Metrics.newBuilder().setKid(0.1));

    assertThat(verdicts()).containsOnlyKeys("kid");
    assertThat(ComparabilityRules.of(report.clone().clearExtractor().build(), OptionalInt.empty()))
        .isEmpty();
    assertThat(ComparabilityRules.of(report.clone().clearReference().build(), OptionalInt.empty()))
        .isEmpty();
  }

  private Map<String, Comparability> verdicts() {
    return ComparabilityRules.of(report.build(), OptionalInt.of(256)).stream()
        .collect(Collectors.toMap(Comparability::getMetric, Function.identity()));
  }

  private Map<String, Comparability> differing() {
    Map<String, Comparability> differing = verdicts();
    differing.values().removeIf(verdict -> verdict.getReasonsCount() == 0);
    return differing;
  }

  private String table(String metric) {
    assertThat(reasons(metric)).isEmpty();
    return verdicts().get(metric).getTable();
  }

  private List<String> reasons(String metric) {
    return verdicts().get(metric).getReasonsList();
  }
}
