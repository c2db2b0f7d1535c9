package io.upstack.stages.base;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import io.upstack.stages.diffusion.MicroBatch;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.sampling.ShardSampling;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.util.Optional;
import java.util.stream.LongStream;

/** Samples the base model, as classifier_sample.py and image_sample.py of guided-diffusion do. */
public final class BaseSampling implements ShardStage {
  private final ShardSampling sampling;
  private final Optional<LabelAssignment> labels;

  /**
   * Creates the stage with its model.
   *
   * @param labels the labels, absent for a stack that takes none
   */
  public BaseSampling(ShardSampling sampling, Optional<LabelAssignment> labels) {
    this.sampling = sampling;
    this.labels = labels;
  }

  @Override
  public ShardLayout layout() {
    return sampling.layout();
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress) {
    long end = shard.getFirstSample() + shard.getSamples();
    return sampling.sample(
        shard,
        batch ->
            new MicroBatch(batch.samples(), labels(batch.samples().stream()), Optional.empty()),
        labels(LongStream.range(shard.getFirstSample(), end)),
        progress);
  }

  private Optional<ImmutableLongArray> labels(LongStream samples) {
    return labels.map(assignment -> ImmutableLongArray.copyOf(samples.map(assignment::label)));
  }
}
