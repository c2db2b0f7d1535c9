package io.upstack.runners.evaluation;

import com.google.common.hash.Hashing;
import io.upstack.pipelines.EvaluationPipeline;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.shards.JobRunner.Completion;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.stages.evaluate.MeasurementOrders;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.measure.UnitFamily;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The metrics of a user's samples.
 *
 * @param work the work of computing the features of the reference and of the samples
 * @param order the order that was measured, all of whose units are done
 */
record Measurement(Measured measured, List<StageWork> work, WorkOrder order) {
  Measurement {
    work = List.copyOf(work);
  }

  static Measurement of(CheckedEvaluation evaluation, RunnerChoice choice) throws IOException {
    WorkOrder base =
        ImageJobs.order(
            evaluation.settings(),
            evaluation.extractor(),
            evaluation.samples().size(),
            evaluation.batchSize(),
            evaluation.device(),
            evaluation.cacheLocation());
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
      return ImageJobs.run(
          choice, evaluation.cache(), List.of(reference.order(), samples.order()), this::job);
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
