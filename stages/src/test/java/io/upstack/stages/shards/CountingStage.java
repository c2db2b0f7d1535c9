package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.stream.LongStream;

/** A stage whose samples are their own indices. */
final class CountingStage implements ShardStage {
  /** An action before a shard is made. */
  @FunctionalInterface
  interface Start {
    void of(Shard shard, ObjectStore store, ProgressOfShard progress) throws IOException;
  }

  static final StepTimes STEP_TIMES = StepTimes.ofNanos(1, 2, 3, 4, 5, 6_000_000, 70_000_000);

  private final ShardLayout layout;
  private final Start start;
  private int shardsMade;

  CountingStage(String name, Start start) {
    this.layout =
        new ShardLayout(
            name, name, List.of(new ArrayLayout("index", ElementType.INT64, List.of())));
    this.start = start;
  }

  static CountingStage of(String name) {
    return new CountingStage(name, (shard, store, progress) -> {});
  }

  int shardsMade() {
    return shardsMade;
  }

  @Override
  public ShardLayout layout() {
    return layout;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws IOException {
    start.of(shard, store, progress);
    shardsMade++;
    progress.samplesDone(shard.getSamples());
    long first = shard.getFirstSample();
    long[] indices = LongStream.range(first, first + shard.getSamples()).toArray();
    NamedArray array = NamedArray.ofLongs("index", List.of((long) shard.getSamples()), indices);
    return new ShardOutput(List.of(array), 0.25, STEP_TIMES, 0);
  }
}
