package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Evaluation;
import io.upstack.proto.LabelChoice;
import io.upstack.proto.Metrics;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import java.util.List;
import java.util.Locale;

/**
 * Warns about everything that prevents comparing the numbers of a report with published tables.
 * Those follow OpenAI's evaluator.py: 50,000 samples with labels drawn at random, Inception
 * features, statistics of the whole training set, 10,000 reference images for precision and recall.
 */
public final class ReportWarnings {
  private ReportWarnings() {}

  /**
   * Returns the warnings, most serious first. There are none about what the report does not state
   * or did not measure.
   */
  public static List<String> of(Report report) {
    ImmutableList.Builder<String> warnings = ImmutableList.builder();
    addSamples(report, warnings);
    addLabels(report, warnings);
    addExtractor(report, warnings);
    addReference(report, warnings);
    addOptions(report, warnings);
    return warnings.build();
  }

  private static void addSamples(Report report, ImmutableList.Builder<String> warnings) {
    if (report.hasNumSamples() && report.getNumSamples() < PublishedConditions.SAMPLES) {
      warnings.add(
          text(
              "%,d samples instead of %,d: FID and sFID are biased upwards, the Inception Score"
                  + " downwards. Compare only with values from as many samples, not with published"
                  + " tables.%s",
              report.getNumSamples(),
              PublishedConditions.SAMPLES,
              report.getMetrics().hasFidInfinity()
                  ? " FD-infinity compares over numbers of samples."
                  : ""));
    }
  }

  private static void addLabels(Report report, ImmutableList.Builder<String> warnings) {
    if (report.getLabels() == LabelChoice.BALANCED) {
      warnings.add(
          "The samples have balanced labels, those behind published tables were drawn uniformly at"
              + " random. For an equal model FID, sFID, the Inception Score, recall and coverage"
              + " come out better with balanced labels. Compare only with values of balanced"
              + " labels, or generate with labels { uniform {} }.");
    } else if (report.getLabels() == LabelChoice.CHOSEN) {
      warnings.add(
          "The labels of the samples were listed or counted, those behind published tables were"
              + " drawn uniformly at random. Compare only with values of the same labels.");
    }
  }

  private static void addExtractor(Report report, ImmutableList.Builder<String> warnings) {
    if (report.hasExtractor() && !report.getExtractor().getInception()) {
      warnings.add(
          text(
              "Features come from %s, not from the Inception-v3 of published tables. Compare only"
                  + " with values from the same extractor.",
              report.getExtractor().getPath()));
    }
  }

  private static void addReference(Report report, ImmutableList.Builder<String> warnings) {
    long images = report.getReference().getNumImages();
    if (!report.getReference().hasNumImages() || images >= PublishedConditions.REFERENCE_IMAGES) {
      return;
    }
    long behindStatistics = imagesBehindStatistics(report.getReference());
    if (behindStatistics < PublishedConditions.REFERENCE_IMAGES) {
      warnings.add(
          text(
              "The reference statistics come from %,d images: fewer than %,d bias FID and sFID"
                  + " upwards. A reference batch that stores the statistics of its whole data set"
                  + " (mu, sigma, mu_s, sigma_s) does not.",
              behindStatistics, PublishedConditions.REFERENCE_IMAGES));
    }
    if (hasManifolds(report.getMetrics())) {
      warnings.add(
          text(
              "Precision and recall are measured against %,d reference images, published values"
                  + " against %,d.",
              images, PublishedConditions.REFERENCE_IMAGES));
    }
  }

  /**
   * Returns the number of images behind the statistics. Stored statistics that do not state it are
   * assumed to be those of a whole data set.
   */
  private static long imagesBehindStatistics(Reference reference) {
    if (!reference.getStoredStatistics()) {
      return reference.getNumImages();
    }
    return reference.hasStatisticsImages() ? reference.getStatisticsImages() : Long.MAX_VALUE;
  }

  private static void addOptions(Report report, ImmutableList.Builder<String> warnings) {
    Evaluation evaluation = report.getConfiguration().getEvaluation();
    if (hasManifolds(report.getMetrics())
        && evaluation.getNearestK() != PublishedConditions.NEAREST_K) {
      warnings.add(
          text(
              "Precision and recall use nearest_k %d, published values %d.",
              evaluation.getNearestK(), PublishedConditions.NEAREST_K));
    }
    if ((report.getMetrics().hasDensity() || report.getMetrics().hasCoverage())
        && evaluation.getDensityK() != PublishedConditions.DENSITY_K) {
      warnings.add(
          text(
              "Density and coverage use density_k %d, published values %d.",
              evaluation.getDensityK(), PublishedConditions.DENSITY_K));
    }
    if (report.getMetrics().hasInceptionScore()) {
      addSplits(report.getNumSamples(), evaluation.getSplitSize(), warnings);
    }
  }

  private static void addSplits(
      long samples, int splitSize, ImmutableList.Builder<String> warnings) {
    if (splitSize != PublishedConditions.SPLIT_SIZE) {
      warnings.add(
          text(
              "The Inception Score uses split_size %d, published values %d.",
              splitSize, PublishedConditions.SPLIT_SIZE));
    }
    if (splitSize > 0 && samples > splitSize && samples % splitSize != 0) {
      warnings.add(
          text(
              "The last split of the Inception Score has %,d samples instead of %,d, and counts as"
                  + " much as the others.",
              samples % splitSize, splitSize));
    }
  }

  private static boolean hasManifolds(Metrics metrics) {
    return metrics.hasPrecision() || metrics.hasRecall();
  }

  private static String text(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
