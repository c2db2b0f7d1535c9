package io.upstack.stages.measure;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;

/** A family of units, to be made like shards: a unit is a shard of one. */
record UnitStage(ShardLayout layout, Arithmetic arithmetic) implements ShardStage {
  /** What a unit comes to. */
  @FunctionalInterface
  interface Arithmetic {
    /** The arrays of a unit, as the layout has them. */
    List<NamedArray> unit(int index) throws IOException;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws IOException {
    long start = System.nanoTime();
    List<NamedArray> arrays = arithmetic.unit(shard.getIndex());
    progress.samplesDone(shard.getSamples());
    return new ShardOutput(arrays, (System.nanoTime() - start) / 1e9);
  }
}
