package io.upstack.runners.evaluation;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.JobGoals;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.FinishedShards;
import io.upstack.stages.shards.Journal;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The features of a user's images: finds those that an earlier evaluation left and makes the
 * others.
 */
final class KeptFeatures {
  /**
   * The images in a shard. Features are made quickly, and larger objects mean fewer store requests.
   */
  private static final int SHARD = 512;

  private final ObjectStore store;
  private final ImageSet images;
  private final WorkOrder order;
  private final ShardLayout layout;
  private final List<Shard> shards;

  /**
   * @param base the part of the work order that is the same for every set of images
   * @param stage {@link WorkStage#REFERENCE_FEATURES} or {@link WorkStage#GIVEN_FEATURES}
   */
  KeptFeatures(ObjectStore store, WorkOrder base, WorkStage stage, ImageSet images)
      throws IOException {
    this.store = store;
    this.images = images;
    FeatureOrder features =
        base.getFeatures().toBuilder()
            .setImages(images.location())
            .setImagesSha256(images.sha256())
            .addAllImagesLeftOut(images.leftOut())
            .build();
    this.order = base.toBuilder().addStages(stage).setFeatures(features).build();
    this.layout =
        stage == WorkStage.REFERENCE_FEATURES
            ? StackLayouts.referenceFeatures(features)
            : StackLayouts.givenFeatures(features);
    this.shards = ShardPlan.of(images.images(), SHARD);
  }

  /** Returns the shards whose features are missing. */
  List<Shard> missing() throws IOException {
    Set<Shard> finished = new HashSet<>(FinishedShards.of(shards, layout, store));
    return shards.stream().filter(shard -> !finished.contains(shard)).toList();
  }

  /** Returns the shard that has the features of an image. */
  Shard shardOf(long image) {
    return shards.get(Math.toIntExact(image / SHARD));
  }

  String objectName(Shard shard) {
    return layout.objectName(shard);
  }

  /** Returns the order for workers on these features. */
  WorkOrder order() {
    return order;
  }

  /**
   * Returns the goal of making missing shards.
   *
   * @param missing the shards that are made
   */
  JobGoals.Stage goal(List<Shard> missing) {
    return new JobGoals.Stage(
        layout.stage(),
        StageGoal.SAMPLES,
        shards.size(),
        missing.size(),
        images.images(),
        samples(missing),
        samples(missing));
  }

  private static long samples(List<Shard> shards) {
    return shards.stream().mapToLong(Shard::getSamples).sum();
  }

  /** Describes the features, whether or not they are there, except for their digest. */
  FeatureSet describe() {
    return FeatureSet.newBuilder()
        .setStore(order.getOutput())
        .setDirectory(layout.directory())
        .setImages(images.images())
        .setShardSize(SHARD)
        .build();
  }

  /** Returns the work that it took to make the features, in this evaluation or an earlier one. */
  Collection<StageWork> work() throws IOException {
    return Journal.totals(store, layout).values();
  }
}
