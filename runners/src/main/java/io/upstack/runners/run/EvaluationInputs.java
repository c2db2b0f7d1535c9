package io.upstack.runners.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureOrder;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.features.ImageSize;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What an evaluation reads, looked at.
 *
 * @param order what workers are told of it
 */
record EvaluationInputs(ReferenceBatch reference, FeatureOrder order) {
  private static final String EXTRACTOR = "evaluation.extractor";
  private static final String REFERENCE = "evaluation.reference";

  /** Empty if there are problems. Files that are missing are the validator's to tell. */
  static Optional<EvaluationInputs> check(ResolvedConfiguration configuration, Problems problems) {
    Evaluation evaluation = configuration.configuration().getEvaluation();
    Path extractor = configuration.resolve(evaluation.getExtractor());
    Path reference = configuration.resolve(evaluation.getReference());
    if (!Files.isRegularFile(extractor) || !Files.isRegularFile(reference)) {
      return Optional.empty();
    }
    Optional<ReferenceBatch> batch = reference(configuration, reference, problems);
    return batch.flatMap(given -> probed(given, extractor, evaluation, problems));
  }

  private static Optional<ReferenceBatch> reference(
      ResolvedConfiguration configuration, Path file, Problems problems) {
    try {
      ReferenceBatch batch = ReferenceBatch.read(InputFile.of(file.toString()));
      long edge =
          StackLayouts.samples(configuration.configuration().getGeneration())
              .arrays()
              .get(0)
              .row()
              .get(0);
      ImageSize size = batch.batch().size();
      if (size.height() != edge || size.width() != edge) {
        problems.add(
            REFERENCE,
            "%s has images of %s pixels; the samples are %dx%d".formatted(file, size, edge, edge));
        return Optional.empty();
      }
      return Optional.of(batch);
    } catch (IOException | MetricsException e) {
      problems.add(REFERENCE, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<EvaluationInputs> probed(
      ReferenceBatch reference, Path file, Evaluation evaluation, Problems problems) {
    long images = reference.batch().images();
    if (images <= evaluation.getNearestK()) {
      problems.add(
          REFERENCE,
          "it has %d images; precision and recall by %d neighbours need more than that"
              .formatted(images, evaluation.getNearestK()));
      return Optional.empty();
    }
    InputFile input = InputFile.of(file.toString());
    ImageSize size = reference.batch().size();
    try (FeatureExtractor extractor =
        FeatureExtractor.load(input.localPath(), TorchEngine.device("cpu"))) {
      FeatureWidths widths = extractor.widths(size.height(), size.width());
      reference.statistics().requireWidths(widths);
      return Optional.of(new EvaluationInputs(reference, order(reference, input, widths)));
    } catch (IOException | MetricsException e) {
      problems.add(EXTRACTOR, e.getMessage());
      return Optional.empty();
    }
  }

  private static FeatureOrder order(
      ReferenceBatch reference, InputFile extractor, FeatureWidths widths) throws IOException {
    FeatureOrder.Builder order =
        FeatureOrder.newBuilder()
            .setExtractorSha256(extractor.sha256())
            .setReferenceSha256(reference.batch().file().sha256())
            .setPool(widths.pool())
            .setHeight(reference.batch().size().height())
            .setWidth(reference.batch().size().width());
    widths.spatial().ifPresent(order::setSpatial);
    widths.logits().ifPresent(order::setLogits);
    return order.build();
  }
}
