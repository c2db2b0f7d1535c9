package io.upstack.runners.evaluation;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Execution;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.shards.ApplicationJobRunner;
import io.upstack.runners.shards.ClusterJobRunner;
import io.upstack.runners.shards.EmbeddedJobRunner;
import io.upstack.runners.shards.JobRunner;
import io.upstack.runners.shards.JobRunner.Completion;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.stages.images.ImageSize;
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
import java.util.List;

/** Runs jobs on images that a user names, and whose results are in a cache. */
final class ImageJobs {
  private static final int INTRA_OP_THREADS = 1;

  private ImageJobs() {}

  /** Makes a job of what is missing. */
  interface Job {
    PipelineJob missing() throws IOException;
  }

  /**
   * Runs a job where the user has chosen.
   *
   * @param orders the orders of the job, whose images and extractor all workers have to reach
   */
  static Completion run(RunnerChoice choice, ObjectStore cache, List<WorkOrder> orders, Job job)
      throws IOException {
    if (choice instanceof RunnerChoice.Embedded) {
      try (JobRunner runner = new EmbeddedJobRunner(Runtime.getRuntime().availableProcessors())) {
        return runner.run(job.missing());
      }
    }
    String name = PassingObjects.name("evaluation") + ".textproto";
    RunRecord record = RunRecord.newBuilder().setEngine(TorchEngine.description()).build();
    WorkerCheck.Shared shared = new WorkerCheck.Shared(orders, name, record);
    StoreFormat.writeMessage(cache, name, record);
    try (JobRunner runner = elsewhere(choice, shared)) {
      return runner.run(job.missing());
    } finally {
      cache.delete(name);
    }
  }

  private static JobRunner elsewhere(RunnerChoice choice, WorkerCheck.Shared shared) {
    return choice instanceof RunnerChoice.Flink flink
        ? new ClusterJobRunner(flink, shared)
        : new ApplicationJobRunner((RunnerChoice.Application) choice, shared);
  }

  /** Returns the part of the work order that is the same for every set of images. */
  static WorkOrder order(
      Evaluation settings,
      CheckedExtractor extractor,
      ImageSize size,
      int batchSize,
      String device,
      String cache)
      throws IOException {
    FeatureWidths widths = extractor.widths();
    FeatureOrder.Builder features =
        FeatureOrder.newBuilder()
            .setExtractorSha256(extractor.file().sha256())
            .setCircumstances(
                StackLayouts.circumstances(
                    TorchEngine.description(), device, batchSize, INTRA_OP_THREADS))
            .setPool(widths.pool())
            .setHeight(size.height())
            .setWidth(size.width());
    widths.spatial().ifPresent(features::setSpatial);
    widths.logits().ifPresent(features::setLogits);
    return WorkOrder.newBuilder()
        .setConfiguration(
            RunConfiguration.newBuilder()
                .setEvaluation(settings)
                .setExecution(Execution.newBuilder().setBatchSize(batchSize).setDevice(device)))
        .setDirectory(Path.of("").toAbsolutePath().toString())
        .setOutput(cache)
        .setIntraOpThreads(INTRA_OP_THREADS)
        .setFeatures(features)
        .setStorage(Buckets.description())
        .build();
  }
}
