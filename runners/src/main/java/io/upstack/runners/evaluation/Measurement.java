package io.upstack.runners.evaluation;

import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.measure.Measurements;
import io.upstack.runners.shards.EmbeddedShardRunner;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.Buckets;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of a user's samples.
 *
 * @param work the work of computing the features of the reference and of the samples
 */
record Measurement(Measured measured, List<StageWork> work) {
  private static final int INTRA_OP_THREADS = 1;

  Measurement {
    work = List.copyOf(work);
  }

  static Measurement of(CheckedEvaluation evaluation) throws IOException {
    int slots = Runtime.getRuntime().availableProcessors();
    WorkOrder base = order(evaluation);
    ImageSet images = evaluation.reference().images();
    KeptFeatures reference =
        new KeptFeatures(evaluation.cache(), base, WorkStage.REFERENCE_FEATURES, images);
    KeptFeatures samples =
        new KeptFeatures(evaluation.cache(), base, WorkStage.GIVEN_FEATURES, evaluation.samples());
    Measured measured;
    try (ShardRunner runner = new EmbeddedShardRunner(slots)) {
      reference.make(runner);
      samples.make(runner);
      measured = Measurements.of(base, measurement(evaluation, samples, reference), runner);
    }
    List<StageWork> work = new ArrayList<>(reference.work());
    work.addAll(samples.work());
    return new Measurement(measured, work);
  }

  private static WorkOrder order(CheckedEvaluation evaluation) throws IOException {
    FeatureWidths widths = evaluation.extractor().widths();
    FeatureOrder.Builder features =
        FeatureOrder.newBuilder()
            .setExtractorSha256(evaluation.extractor().file().sha256())
            .setCircumstances(
                StackLayouts.circumstances(
                    TorchEngine.description(), "cpu", evaluation.batchSize(), INTRA_OP_THREADS))
            .setPool(widths.pool())
            .setHeight(evaluation.samples().size().height())
            .setWidth(evaluation.samples().size().width());
    widths.spatial().ifPresent(features::setSpatial);
    widths.logits().ifPresent(features::setLogits);
    return WorkOrder.newBuilder()
        .setConfiguration(
            RunConfiguration.newBuilder()
                .setEvaluation(evaluation.settings())
                .setExecution(Execution.newBuilder().setBatchSize(evaluation.batchSize())))
        .setDirectory(Path.of("").toAbsolutePath().toString())
        .setOutput(evaluation.cacheLocation())
        .setIntraOpThreads(INTRA_OP_THREADS)
        .setFeatures(features)
        .setStorage(Buckets.description())
        .build();
  }

  private static MeasurementOrder measurement(
      CheckedEvaluation evaluation, KeptFeatures samples, KeptFeatures reference)
      throws IOException {
    MeasurementOrder.Builder order =
        MeasurementOrder.newBuilder()
            .setSamples(samples.describe())
            .setReference(reference.describe())
            .setResults(evaluation.cacheLocation())
            .addAllChosenLabels(evaluation.labels().cycle().asList());
    return MeasurementOrders.withStatistics(order, evaluation.reference()).build();
  }
}
