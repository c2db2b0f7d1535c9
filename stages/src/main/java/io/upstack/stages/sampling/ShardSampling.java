package io.upstack.stages.sampling;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.diffusion.MicroBatch;
import io.upstack.stages.diffusion.SampledBatch;
import io.upstack.stages.diffusion.Sampler;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage.ProgressOfShard;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.IntSupplier;

/** Samples all images of a shard. */
public final class ShardSampling {
  private final ShardLayout layout;
  private final Sampler sampler;
  private final IntSupplier batchSize;
  private final DeviceTurns turns;

  /**
   * Creates the sampling of shards into objects of a layout.
   *
   * @param layout the layout of the objects made: images, with or without labels
   * @param batchSize the batch size, read for each shard
   * @param turns the turns on the sampler's device; one is taken for each shard
   */
  public ShardSampling(
      ShardLayout layout, Sampler sampler, IntSupplier batchSize, DeviceTurns turns) {
    this.layout = layout;
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.turns = turns;
  }

  public ShardLayout layout() {
    return layout;
  }

  /**
   * Takes the shard through the sampler, one micro-batch at a time.
   *
   * @param inputs returns the network inputs of a batch
   * @param labels the labels to be kept with the images
   */
  public ShardOutput sample(
      Shard shard,
      Function<MicroBatches.Batch, MicroBatch> inputs,
      Optional<ImmutableLongArray> labels,
      ProgressOfShard progress) {
    ArrayLayout images = layout.arrays().get(0);
    int imageSize = Math.toIntExact(images.rowSize());
    byte[] made = new byte[Math.multiplyExact(imageSize, shard.getSamples())];
    double modelSeconds = 0;
    StepTimes stepTimes = StepTimes.NONE;
    BatchParts parts = new BatchParts();
    try (DeviceTurns.Turn turn = turns.take()) {
      for (MicroBatches.Batch batch : MicroBatches.of(shard, batchSize.getAsInt())) {
        SampledBatch sampled = sampler.sample(inputs.apply(batch), parts);
        sampled.images().get(0, made, batch.offset() * imageSize, batch.kept() * imageSize);
        modelSeconds += sampled.modelSeconds();
        stepTimes = stepTimes.plus(sampled.stepTimes());
        progress.samplesDone(batch.kept());
      }
    }
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(NamedArray.ofBytes(images.name(), images.shape(shard.getSamples()), made));
    labels.ifPresent(
        values ->
            arrays.add(
                NamedArray.ofLongs(
                    ShardLayout.LABELS, List.of((long) shard.getSamples()), values.toArray())));
    return new ShardOutput(arrays, modelSeconds, stepTimes, parts.halvings());
  }
}
