package io.upstack.stages.report;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Report;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * The conditions behind published numbers. Each method returns what differs in a report, if
 * anything.
 *
 * @param edge the edge of the samples in pixels, if it is known
 */
record PublishedConditions(Report report, OptionalInt edge) {
  static final long SAMPLES = 50_000;
  static final long REFERENCE_IMAGES = 10_000;
  static final int NEAREST_K = 3;
  static final int SPLIT_SIZE = 5000;
  static final int DENSITY_K = 5;

  /**
   * The size of CIFAR-10's training set; the data sets of the tables have a million images or more.
   */
  private static final long SMALLEST_DATA_SET = 50_000;

  /** The image sizes of the ImageNet and LSUN models of Dhariwal and Nichol (2021). */
  private static final Set<Integer> EDGES = Set.of(64, 128, 256, 512);

  Optional<String> extractor() {
    return report.getExtractor().getInception()
        ? Optional.empty()
        : Optional.of(
            text(
                "features of %s, not of the Inception-v3 of 2015-12-05: nothing published rests on"
                    + " them",
                report.getExtractor().getPath()));
  }

  /**
   * @param consequence the effect of a different number of samples, such as "which biases FID
   *     upwards"
   */
  Optional<String> samples(String consequence) {
    long samples = report.getNumSamples();
    return samples == SAMPLES
        ? Optional.empty()
        : Optional.of(text("%,d samples instead of %,d, %s", samples, SAMPLES, consequence));
  }

  /**
   * Returns how the labels differ, for metrics whose bias depends on how the labels were chosen.
   */
  Optional<String> labels() {
    return switch (report.getLabels()) {
      case BALANCED ->
          Optional.of(
              text(
                  "as many samples of each label, which brings an equal model nearer to the"
                      + " reference: the tables' labels were drawn uniformly at random (labels {"
                      + " uniform {} })"));
      case CHOSEN ->
          Optional.of(
              text(
                  "labels that were listed or counted: the tables' were drawn uniformly at random"
                      + " (labels { uniform {} })"));
      case DRAWN, UNLABELLED, LABEL_CHOICE_UNSPECIFIED -> Optional.empty();
    };
  }

  boolean hasFewerSamples() {
    return report.getNumSamples() < SAMPLES;
  }

  Optional<String> imageSize() {
    return edge.isEmpty() || EDGES.contains(edge.getAsInt())
        ? Optional.empty()
        : Optional.of(
            text(
                "images of %d pixels: the tables have %s",
                edge.getAsInt(), new TreeSet<>(EDGES).toString().replaceAll("[\\[\\]]", "")));
  }

  /**
   * Returns how the reference statistics differ. The statistics in OpenAI's batches, which do not
   * state a number of images, are those of a whole data set.
   */
  Optional<String> statistics() {
    if (!report.getReference().getStoredStatistics()) {
      return Optional.of(
          text(
              "statistics of the %,d reference images, not of a whole data set as OpenAI's"
                  + " reference batches store them",
              report.getReference().getNumImages()));
    }
    return hasStatisticsOfFew()
        ? Optional.of(
            text(
                "stored statistics of %,d images, not of a whole data set as in OpenAI's reference"
                    + " batches",
                report.getReference().getStatisticsImages()))
        : Optional.empty();
  }

  /**
   * Returns whether the reference batch says that its statistics come from fewer images than a data
   * set has.
   */
  boolean hasStatisticsOfFew() {
    return report.getReference().hasStatisticsImages()
        && report.getReference().getStatisticsImages() < SMALLEST_DATA_SET;
  }

  Optional<String> referenceImages() {
    long images = report.getReference().getNumImages();
    return images == REFERENCE_IMAGES
        ? Optional.empty()
        : Optional.of(text("%,d reference images instead of %,d", images, REFERENCE_IMAGES));
  }

  Optional<String> nearestK() {
    return setting("nearest_k", settings().getNearestK(), NEAREST_K);
  }

  Optional<String> splitSize() {
    return setting("split_size", settings().getSplitSize(), SPLIT_SIZE);
  }

  Optional<String> densityK() {
    return setting("density_k", settings().getDensityK(), DENSITY_K);
  }

  boolean hasEvaluatorDistances() {
    return settings().getDistancePrecision().equals("fp16");
  }

  /**
   * Returns whether KID is that of all samples, which weights pairs by labels where labels were
   * chosen, so that its expectation does not depend on the choice.
   */
  boolean isKidFull() {
    return settings().getKidEstimator().equals("full");
  }

  private Evaluation settings() {
    return report.getConfiguration().getEvaluation();
  }

  private static Optional<String> setting(String name, int value, int published) {
    return value == published
        ? Optional.empty()
        : Optional.of(text("%s %d instead of %d", name, value, published));
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
