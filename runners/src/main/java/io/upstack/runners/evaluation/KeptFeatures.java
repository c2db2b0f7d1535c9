package io.upstack.runners.evaluation;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.shards.ShardJob;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.measure.FeatureSets;
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

  private List<Shard> missing() throws IOException {
    Set<Shard> finished = new HashSet<>(FinishedShards.of(shards, layout, store));
    return shards.stream().filter(shard -> !finished.contains(shard)).toList();
  }

  /** Makes the missing features, so that the store has all of them. */
  void make(ShardRunner runner) throws IOException {
    List<Shard> missing = missing();
    if (missing.isEmpty()) {
      return;
    }
    long left = samples(missing);
    StageGoal goal = new StageGoal(layout.stage(), images.images() - left, images.images());
    runner.make(
        new ShardJob(
            layout.stage(), order, shards.size(), missing, List.of(goal), ShardJob.Waiting.ALWAYS));
  }

  private static long samples(List<Shard> shards) {
    return shards.stream().mapToLong(Shard::getSamples).sum();
  }

  /** Describes all features. They have to exist. */
  FeatureSet describe() throws IOException {
    return FeatureSets.of(
        store,
        order.getOutput(),
        layout,
        images.images(),
        SHARD,
        order.getFeatures().getExtractorSha256());
  }

  /** Returns the work that it took to make the features, in this evaluation or an earlier one. */
  Collection<StageWork> work() throws IOException {
    return Journal.totals(store, layout).values();
  }
}
