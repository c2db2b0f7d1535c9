package io.upstack.stages.run;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.proto.RunOrder;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import java.util.List;

/**
 * The shards of a run and where their objects are.
 *
 * @param order the order of the run
 */
public record RunPlan(RunOrder order) {
  /**
   * The images of the reference in a shard. Features take a thousandth of the time of sampling, and
   * larger shards mean fewer store requests.
   */
  public static final int REFERENCE_SHARD = 512;

  /** Returns the order of the stages of the samples. */
  public WorkOrder work() {
    return order.getWork();
  }

  /** Returns the record of what generates the samples. */
  public RunRecord record() {
    return order.getRecord();
  }

  /** Returns whether the run ends with metrics and a report. */
  public boolean isEvaluated() {
    return order.hasReference();
  }

  /** Returns the origin that the run's objects carry. */
  public RunOrigin origin() {
    return new RunOrigin(work().getOrigin());
  }

  /** Returns all shards of the samples, done or not. */
  public List<Shard> shards() {
    return ShardPlan.of(record().getGeneration().getNumSamples(), record().getShardSize());
  }

  /** Returns all shards of the reference's images, done or not. */
  public List<Shard> referenceShards() {
    return isEvaluated()
        ? ShardPlan.of(work().getMeasurement().getReference().getImages(), REFERENCE_SHARD)
        : List.of();
  }

  /** Returns the layout of a stage's objects. */
  public ShardLayout layout(WorkStage stage) {
    return layout(work(), stage);
  }

  /**
   * Returns the layout of the objects of a stage that makes shards of images.
   *
   * @param order the order that has the stage
   */
  public static ShardLayout layout(WorkOrder order, WorkStage stage) {
    Generation generation = order.getConfiguration().getGeneration();
    FeatureOrder features = order.getFeatures();
    return switch (stage) {
      case BASE -> StackLayouts.base(generation);
      case UPSAMPLE -> StackLayouts.samples(generation);
      case FEATURES -> StackLayouts.features(features);
      case REFERENCE_FEATURES -> StackLayouts.referenceFeatures(features);
      case GIVEN_FEATURES -> StackLayouts.givenFeatures(features);
      default -> throw new IllegalArgumentException(stage + " makes no shards of images");
    };
  }
}
