package io.upstack.runners.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.runners.evaluation.CheckedExtractor;
import io.upstack.runners.evaluation.EvaluationChecks;
import io.upstack.runners.evaluation.EvaluationFields;
import io.upstack.stages.configuration.ConfiguredFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.stack.StackLayouts;
import java.io.IOException;
import java.util.Optional;

/**
 * The checked inputs of a run's evaluation.
 *
 * @param order what workers need to know about the inputs
 */
record EvaluationInputs(ReferenceBatch reference, FeatureOrder order) {
  private static final int LARGEST_EDGE = 8192;

  /**
   * Checks the inputs; empty if there are problems. The validator reports missing files, not this
   * check.
   */
  static Optional<EvaluationInputs> check(ResolvedConfiguration configuration, Problems problems)
      throws IOException {
    Evaluation evaluation = configuration.configuration().getEvaluation();
    EvaluationChecks checks =
        new EvaluationChecks(EvaluationFields.OF_CONFIGURATION, evaluation, problems);
    Generation generation = configuration.configuration().getGeneration();
    if (generation.getNumSamples() >= 1) {
      checks.warnOfFew("generation.num_samples", generation.getNumSamples());
    }
    Optional<ImageSize> samples = samples(configuration);
    Optional<ReferenceBatch> reference =
        named(configuration, evaluation.getReference())
            .filter(file -> file.isReadable() || file.isReadableDirectory())
            .map(ConfiguredFile::location)
            .flatMap(checks::reference);
    reference.ifPresent(given -> samples.ifPresent(size -> checks.requireSameSize(given, size)));
    StoredStatistics statistics =
        reference.map(ReferenceBatch::statistics).orElseGet(StoredStatistics::none);
    Optional<CheckedExtractor> extractor =
        named(configuration, evaluation.getExtractor())
            .filter(ConfiguredFile::isReadable)
            .map(ConfiguredFile::location)
            .flatMap(file -> checks.extractor(file, samples, statistics));
    if (reference.isEmpty() || extractor.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new EvaluationInputs(reference.get(), order(reference.get(), extractor.get())));
  }

  private static Optional<ConfiguredFile> named(
      ResolvedConfiguration configuration, String written) {
    return Optional.of(written)
        .filter(given -> !given.isEmpty())
        .map(given -> new ConfiguredFile("evaluation", given, configuration.locate(given)));
  }

  /**
   * Returns the size of the samples to be made; empty if the validator reports a problem with it.
   */
  private static Optional<ImageSize> samples(ResolvedConfiguration configuration) {
    Generation generation = configuration.configuration().getGeneration();
    if (!generation.hasBase()) {
      return Optional.empty();
    }
    int edge = Math.toIntExact(StackLayouts.samples(generation).arrays().get(0).row().get(0));
    return edge < 1 || edge > LARGEST_EDGE
        ? Optional.empty()
        : Optional.of(new ImageSize(edge, edge));
  }

  private static FeatureOrder order(ReferenceBatch reference, CheckedExtractor extractor)
      throws IOException {
    FeatureWidths widths = extractor.widths();
    FeatureOrder.Builder order =
        FeatureOrder.newBuilder()
            .setExtractorSha256(extractor.file().sha256())
            .setImages(reference.images().location())
            .setImagesSha256(reference.images().sha256())
            .addAllImagesLeftOut(reference.images().leftOut())
            .setPool(widths.pool())
            .setHeight(reference.images().size().height())
            .setWidth(reference.images().size().width());
    widths.spatial().ifPresent(order::setSpatial);
    widths.logits().ifPresent(order::setLogits);
    return order.build();
  }
}
