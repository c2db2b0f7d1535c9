package io.upstack.stages.stack;

import io.upstack.proto.Diffusion;
import io.upstack.proto.Generation;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.diffusion.TimestepRespacing;
import io.upstack.stages.plan.MicroBatchSearch;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * Takes micro-batches through the stages of an order in the same way as its shards, but for only a
 * few steps. The results are thrown away.
 */
public final class MicroBatchTrial implements MicroBatchSearch.Trial, AutoCloseable {
  private static final int STEPS = 2;
  private static final int ROUNDS = 2;

  private final WorkOrder order;
  private final ObjectStore store;
  private final DeviceLease<OpenStages> open;
  private final ClosedTogether opened;

  private MicroBatchTrial(
      WorkOrder order, ObjectStore store, DeviceLease<OpenStages> open, ClosedTogether opened) {
    this.order = order;
    this.store = store;
    this.open = open;
    this.opened = opened;
  }

  static MicroBatchTrial open(WorkOrder order) throws IOException {
    try (ClosedTogether opening = new ClosedTogether()) {
      ScratchDirectory scratch = opening.add(ScratchDirectory.create());
      String place = scratch.path().resolve("trial").toString();
      ObjectStore store = opening.add(ObjectStores.open(place));
      DeviceLease<OpenStages> open = opening.add(SharedStages.acquire(ofFewSteps(order)));
      return new MicroBatchTrial(order, store, open, opening.release());
    }
  }

  /** Returns the best size for an order whose configuration does not set it. */
  public static int search(WorkOrder order) throws IOException {
    long samples = order.getConfiguration().getGeneration().getNumSamples();
    int shardSize = order.getConfiguration().getExecution().getShardSize();
    try (MicroBatchTrial trial = open(order)) {
      return MicroBatchSearch.find(samples, shardSize, trial);
    }
  }

  @Override
  public OptionalDouble samplesPerSecond(int size) throws IOException {
    open.models().useBatchSize(size);
    Shard shard = Shard.newBuilder().setIndex(size).setSamples(size).build();
    if (order.getStages(0) == WorkStage.UPSAMPLE) {
      addBlackImages(shard);
    }
    double seconds = 0;
    for (int i = 0; i < order.getStagesCount(); i++) {
      ShardStage stage = open.models().stages().get(i);
      ShardOutput warmUp = stage.make(shard, store, samples -> {});
      if (warmUp.outOfMemoryHalvings() > 0) {
        return OptionalDouble.empty();
      }
      store.create(
          stage.layout().objectName(shard), output -> NpzWriter.write(output, warmUp.arrays()));
      seconds += secondsAStep(stage, shard) * steps(order.getStages(i));
    }
    return OptionalDouble.of(size / seconds);
  }

  /** Returns the seconds per step, or the seconds of the whole stage if it has no steps. */
  private double secondsAStep(ShardStage stage, Shard shard) throws IOException {
    double best = Double.POSITIVE_INFINITY;
    for (int round = 0; round < ROUNDS; round++) {
      long start = System.nanoTime();
      ShardOutput output = stage.make(shard, store, samples -> {});
      double seconds = (System.nanoTime() - start) / 1e9;
      best = Math.min(best, seconds / Math.max(1, output.stepTimes().steps()));
    }
    return best;
  }

  private int steps(WorkStage stage) {
    Generation generation = order.getConfiguration().getGeneration();
    return switch (stage) {
      case BASE -> steps(generation.getBase().getDiffusion());
      case UPSAMPLE -> steps(generation.getUpsampler().getDiffusion());
      default -> 1;
    };
  }

  private static int steps(Diffusion diffusion) {
    return TimestepRespacing.timesteps(
            diffusion.getDiffusionSteps(), diffusion.getTimestepRespacing())
        .length;
  }

  private static WorkOrder ofFewSteps(WorkOrder order) {
    WorkOrder.Builder few = order.toBuilder();
    Generation.Builder generation = few.getConfigurationBuilder().getGenerationBuilder();
    if (generation.hasBase()) {
      shorten(generation.getBaseBuilder().getDiffusionBuilder());
    }
    if (generation.hasUpsampler()) {
      shorten(generation.getUpsamplerBuilder().getDiffusionBuilder());
    }
    return few.build();
  }

  private static void shorten(Diffusion.Builder diffusion) {
    int steps = Math.min(STEPS, steps(diffusion.build()));
    diffusion.setTimestepRespacing(Integer.toString(steps));
  }

  /** Adds black images in place of base samples that are given. */
  private void addBlackImages(Shard shard) throws IOException {
    Generation generation = order.getConfiguration().getGeneration();
    ShardLayout layout = StackLayouts.base(generation);
    ArrayLayout images = layout.arrays().get(0);
    int samples = shard.getSamples();
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(
        NamedArray.ofBytes(
            images.name(),
            images.shape(samples),
            new byte[Math.toIntExact(samples * images.rowSize())]));
    if (layout.isLabelled()) {
      arrays.add(
          NamedArray.ofLongs(ShardLayout.LABELS, List.of((long) samples), new long[samples]));
    }
    store.create(layout.objectName(shard), output -> NpzWriter.write(output, arrays));
  }

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
