package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Comparability;
import io.upstack.proto.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * Decides which metrics of a report are comparable with which published ones, and why the others
 * are not.
 *
 * <p>The five metrics of the evaluator follow OpenAI's evaluator.py and its reference batches:
 * 50,000 samples with labels drawn uniformly at random, statistics of the whole data set, and
 * 10,000 images for precision and recall. Metrics whose expectation doesn't depend on the number of
 * samples are comparable for any number: precision, density, KID (an unbiased estimate) and
 * FD-infinity.
 */
public final class ComparabilityRules {
  private static final String EVALUATOR =
      "Dhariwal and Nichol (2021), tables 4 to 6, and others computed with OpenAI's evaluator.py";
  private static final String OPENAI_BATCH =
      ", if the reference is OpenAI's batch of the same data set";
  private static final String ANY_NUMBER =
      "; its expectation doesn't depend on the number of samples, its interval does";
  private static final String EVALUATOR_DISTANCES =
      "; to a few thousandths, as the evaluator takes distances in fp16 where they fit"
          + " (distance_precision)";

  private final PublishedConditions conditions;

  private ComparabilityRules(PublishedConditions conditions) {
    this.conditions = conditions;
  }

  /**
   * Returns a verdict on each metric that was measured. There are none if the report doesn't name
   * the extractor and the reference of the measurement.
   *
   * @param edge edge length of the samples in pixels, if it is known
   */
  public static List<Comparability> of(Report report, OptionalInt edge) {
    if (!report.hasExtractor() || !report.hasReference()) {
      return ImmutableList.of();
    }
    ComparabilityRules rules = new ComparabilityRules(new PublishedConditions(report, edge));
    return Arrays.stream(ReportedMetric.values())
        .filter(metric -> metric.in(report.getMetrics()).isPresent())
        .map(rules::verdict)
        .collect(ImmutableList.toImmutableList());
  }

  private Comparability verdict(ReportedMetric metric) {
    List<String> reasons =
        Stream.concat(Stream.of(conditions.extractor()), reasons(metric))
            .flatMap(Optional::stream)
            .toList();
    Comparability.Builder verdict = Comparability.newBuilder().setMetric(metric.key());
    return reasons.isEmpty()
        ? verdict.setTable(table(metric)).build()
        : verdict.addAllReasons(reasons).build();
  }

  private Stream<Optional<String>> reasons(ReportedMetric metric) {
    return switch (metric) {
      case FID, SFID ->
          Stream.of(
              conditions.imageSize(),
              conditions.samples(
                  "and its bias is about in inverse proportion to them: FD-infinity is what"
                      + " compares over numbers of samples"),
              conditions.statistics(),
              conditions.labels());
      case INCEPTION_SCORE ->
          Stream.of(
              conditions.imageSize(),
              conditions.samples("and the fewer there are, the lower it comes out"),
              conditions.splitSize(),
              conditions.labels());
      case PRECISION ->
          Stream.of(conditions.imageSize(), conditions.referenceImages(), conditions.nearestK());
      case RECALL ->
          Stream.of(
              conditions.imageSize(),
              conditions.samples("and their manifold depends on how many they are"),
              conditions.referenceImages(),
              conditions.nearestK(),
              conditions.labels());
      case DENSITY -> Stream.of(conditions.densityK());
      case COVERAGE ->
          Stream.of(
              conditions.samples("and the fewer there are, the less they cover"),
              conditions.densityK(),
              conditions.labels());
      case FID_INFINITY -> Stream.of(conditions.statistics());
      case KID -> conditions.isKidFull() ? Stream.empty() : Stream.of(conditions.labels());
    };
  }

  private String table(ReportedMetric metric) {
    return switch (metric) {
      case FID, SFID -> EVALUATOR + OPENAI_BATCH;
      case INCEPTION_SCORE -> EVALUATOR;
      case PRECISION -> EVALUATOR + OPENAI_BATCH + distances() + anyNumber();
      case RECALL -> EVALUATOR + OPENAI_BATCH + distances();
      case KID ->
          "torch-fidelity, and clean-fid in its mode legacy_tensorflow, against the same images:"
              + " unbiased, kernel (x·y/d + 1)³; papers often print it times 1,000"
              + anyNumber();
      case DENSITY -> densityAndCoverage() + anyNumber();
      case COVERAGE -> densityAndCoverage();
      case FID_INFINITY ->
          "FID-infinity of Chong and Forsyth (2020), whatever the number of samples, if the"
              + " reference has the statistics of the same data set";
    };
  }

  /**
   * Describes the published values. The number of reference images matters: the same samples have a
   * density of .33 against 250 reference images, and of .06 against 2,500.
   */
  private static String densityAndCoverage() {
    return "those on pool features of this Inception with k = 5 and as many reference images; Naeem"
        + " et al. (2020) have the same k, but features of VGG16";
  }

  private String distances() {
    return conditions.hasEvaluatorDistances() ? "" : EVALUATOR_DISTANCES;
  }

  private String anyNumber() {
    return conditions.hasFewerSamples() ? ANY_NUMBER : "";
  }
}
