package io.upstack.runners.evaluation;

import com.google.common.hash.Hashing;
import io.upstack.pipelines.EvaluationPipeline;
import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.shards.ApplicationJobRunner;
import io.upstack.runners.shards.ClusterJobRunner;
import io.upstack.runners.shards.EmbeddedJobRunner;
import io.upstack.runners.shards.JobRunner;
import io.upstack.runners.shards.JobRunner.Completion;
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
import io.upstack.stages.stack.WorkerCheck;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.PassingObjects;
import io.upstack.stages.store.StoreFormat;
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

  static Measurement of(CheckedEvaluation evaluation, RunnerChoice choice) throws IOException {
    WorkOrder base = order(evaluation);
    ImageSet images = evaluation.reference().images();
    KeptFeatures reference =
        new KeptFeatures(evaluation.cache(), base, WorkStage.REFERENCE_FEATURES, images);
    KeptFeatures samples =
        new KeptFeatures(evaluation.cache(), base, WorkStage.GIVEN_FEATURES, evaluation.samples());
    WorkOrder order =
        base.toBuilder().setMeasurement(measurement(evaluation, samples, reference)).build();
    Evaluated evaluated = new Evaluated(evaluation, reference, samples, order);
    while (evaluated.isIncomplete() && evaluated.run(choice) instanceof Completion.Followed) {
      // Another command has measured the same images. What it left is looked at again.
    }
    List<StageWork> work = new ArrayList<>(reference.work());
    work.addAll(samples.work());
    return new Measurement(MeasurementSummary.ofFinished(order), work, order);
  }

  /** The job of an evaluation. */
  private record Evaluated(
      CheckedEvaluation evaluation, KeptFeatures reference, KeptFeatures samples, WorkOrder order) {
    boolean isIncomplete() throws IOException {
      return !reference.missing().isEmpty()
          || !samples.missing().isEmpty()
          || !MeasurementPlan.isFinished(order);
    }

    Completion run(RunnerChoice choice) throws IOException {
      if (choice instanceof RunnerChoice.Embedded) {
        try (JobRunner runner = new EmbeddedJobRunner(Runtime.getRuntime().availableProcessors())) {
          return runner.run(job());
        }
      }
      ObjectStore cache = evaluation.cache();
      String name = PassingObjects.name("evaluation") + ".textproto";
      RunRecord record = RunRecord.newBuilder().setEngine(TorchEngine.description()).build();
      WorkerCheck.Shared shared =
          new WorkerCheck.Shared(List.of(reference.order(), samples.order()), name, record);
      StoreFormat.writeMessage(cache, name, record);
      try (JobRunner runner = elsewhere(choice, shared)) {
        return runner.run(job());
      } finally {
        cache.delete(name);
      }
    }

    private static JobRunner elsewhere(RunnerChoice choice, WorkerCheck.Shared shared) {
      return choice instanceof RunnerChoice.Flink flink
          ? new ClusterJobRunner(flink, shared)
          : new ApplicationJobRunner((RunnerChoice.Application) choice, shared);
    }

    /** Returns the job, whose name says what it measures. */
    private PipelineJob job() throws IOException {
      List<Shard> ofReference = reference.missing();
      List<Shard> ofSamples = samples.missing();
      List<JobGoals.Stage> goals =
          List.of(
              reference.goal(ofReference),
              samples.goal(ofSamples),
              JobGoals.Stage.ofUnits(UnitFamily.STAGE, MeasurementPlan.of(order).units()));
      String digest = Hashing.sha256().hashBytes(order.toByteArray()).toString();
      return new PipelineJob(
          "evaluate " + digest.substring(0, 12),
          List.of(),
          order.getOutput(),
          List.of(order.getOutput()),
          (pipeline, placement) ->
              new EvaluationPipeline(pipeline, placement.terms())
                  .ofImages("reference", ofReference, placement.place(reference.order()))
                  .ofImages("samples", ofSamples, placement.place(samples.order()))
                  .measure(placement.place(order)),
          new JobGoals(goals),
          PipelineJob.Waiting.ALWAYS);
    }
  }

  private static WorkOrder order(CheckedEvaluation evaluation) throws IOException {
    FeatureWidths widths = evaluation.extractor().widths();
    FeatureOrder.Builder features =
        FeatureOrder.newBuilder()
            .setExtractorSha256(evaluation.extractor().file().sha256())
            .setCircumstances(
                StackLayouts.circumstances(
                    TorchEngine.description(),
                    evaluation.device(),
                    evaluation.batchSize(),
                    INTRA_OP_THREADS))
            .setPool(widths.pool())
            .setHeight(evaluation.samples().size().height())
            .setWidth(evaluation.samples().size().width());
    widths.spatial().ifPresent(features::setSpatial);
    widths.logits().ifPresent(features::setLogits);
    return WorkOrder.newBuilder()
        .setConfiguration(
            RunConfiguration.newBuilder()
                .setEvaluation(evaluation.settings())
                .setExecution(
                    Execution.newBuilder()
                        .setBatchSize(evaluation.batchSize())
                        .setDevice(evaluation.device())))
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
