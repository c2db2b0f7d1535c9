package io.upstack.runners.evaluation;

import io.upstack.pipelines.EvaluationPipeline;
import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.shards.EmbeddedJobRunner;
import io.upstack.runners.shards.JobRunner;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.stages.evaluate.MeasurementOrders;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.measure.UnitFamily;
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
 * @param order the order that was measured, all of whose units are done
 */
record Measurement(Measured measured, List<StageWork> work, WorkOrder order) {
  private static final int INTRA_OP_THREADS = 1;

  Measurement {
    work = List.copyOf(work);
  }

  static Measurement of(CheckedEvaluation evaluation) throws IOException {
    WorkOrder base = order(evaluation);
    ImageSet images = evaluation.reference().images();
    KeptFeatures reference =
        new KeptFeatures(evaluation.cache(), base, WorkStage.REFERENCE_FEATURES, images);
    KeptFeatures samples =
        new KeptFeatures(evaluation.cache(), base, WorkStage.GIVEN_FEATURES, evaluation.samples());
    WorkOrder order =
        base.toBuilder().setMeasurement(measurement(evaluation, samples, reference)).build();
    makeMissing(reference, samples, order);
    List<StageWork> work = new ArrayList<>(reference.work());
    work.addAll(samples.work());
    return new Measurement(MeasurementSummary.ofFinished(order), work, order);
  }

  private static void makeMissing(KeptFeatures reference, KeptFeatures samples, WorkOrder order)
      throws IOException {
    List<Shard> ofReference = reference.missing();
    List<Shard> ofSamples = samples.missing();
    if (ofReference.isEmpty() && ofSamples.isEmpty() && MeasurementPlan.isFinished(order)) {
      return;
    }
    List<JobGoals.Stage> goals =
        List.of(
            reference.goal(ofReference),
            samples.goal(ofSamples),
            JobGoals.Stage.ofUnits(UnitFamily.STAGE, MeasurementPlan.of(order).units()));
    PipelineJob job =
        new PipelineJob(
            "evaluate",
            List.of(),
            order.getOutput(),
            List.of(order.getOutput()),
            (pipeline, placement) ->
                new EvaluationPipeline(pipeline, placement.terms())
                    .ofImages("reference", ofReference, reference.order())
                    .ofImages("samples", ofSamples, samples.order())
                    .measure(order),
            new JobGoals(goals),
            PipelineJob.Waiting.ALWAYS);
    try (JobRunner runner = new EmbeddedJobRunner(Runtime.getRuntime().availableProcessors())) {
      runner.run(job);
    }
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
