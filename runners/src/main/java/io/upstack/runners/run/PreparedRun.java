package io.upstack.runners.run;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A run whose inputs have been checked.
 *
 * @param record the record of what generates its samples
 * @param order what workers need to know
 * @param reference the reference; absent if nothing is evaluated
 * @param store the run's output
 */
public record PreparedRun(
    ResolvedConfiguration configuration,
    RunRecord record,
    WorkOrder order,
    Optional<ReferenceBatch> reference,
    ObjectStore store)
    implements AutoCloseable {
  /**
   * The images in a shard. Features take a thousandth of the time of sampling, and larger shards
   * mean fewer store requests.
   */
  static final int REFERENCE_SHARD = 512;

  /** Returns all shards of the run, done or not. */
  public List<Shard> shards() {
    return ShardPlan.of(record.getGeneration().getNumSamples(), record.getShardSize());
  }

  /** Returns the origin that the run's objects carry. */
  RunOrigin origin() {
    return new RunOrigin(order.getOrigin());
  }

  /** Returns all shards of the reference's images, done or not. */
  public List<Shard> referenceShards() {
    return reference
        .map(given -> ShardPlan.of(given.images().images(), REFERENCE_SHARD))
        .orElse(List.of());
  }

  /** Returns the location of the store for results that depend only on the reference. */
  public String referenceLocation() {
    String cache = order.getConfiguration().getEvaluation().getReferenceCache();
    return cache.isEmpty() ? order.getOutput() : configuration.locate(cache);
  }

  /** Returns the order for workers on the reference's images. */
  public WorkOrder referenceOrder() {
    return order.toBuilder()
        .clearStages()
        .addStages(WorkStage.REFERENCE_FEATURES)
        .setOutput(referenceLocation())
        .build();
  }

  /** Returns the layout of a stage's objects. */
  public ShardLayout layout(WorkStage stage) {
    Generation generation = order.getConfiguration().getGeneration();
    FeatureOrder features = order.getFeatures();
    return switch (stage) {
      case BASE -> StackLayouts.base(generation);
      case UPSAMPLE -> StackLayouts.samples(generation);
      case FEATURES -> StackLayouts.features(features);
      case REFERENCE_FEATURES -> StackLayouts.referenceFeatures(features);
      case GIVEN_FEATURES -> StackLayouts.givenFeatures(features);
      case SAMPLE_NEIGHBOURS,
          REFERENCE_NEIGHBOURS,
          POOL_ROOT,
          SPATIAL_ROOT,
          POOL_MOMENTS,
          SPATIAL_MOMENTS,
          KERNEL_DISTANCE,
          REFERENCE_KERNEL,
          SAMPLE_KERNEL,
          COMPARISON,
          POOL_FRECHET,
          SPATIAL_FRECHET,
          SIMULATED,
          WORK_STAGE_UNSPECIFIED ->
          throw new IllegalArgumentException(stage + " makes no shards of a run");
    };
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
