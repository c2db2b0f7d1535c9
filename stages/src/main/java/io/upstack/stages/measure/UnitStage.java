package io.upstack.stages.measure;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;

/** A family of units that are made like shards: each unit is a shard of one. */
record UnitStage(ShardLayout layout, Arithmetic arithmetic) implements ShardStage {
  /** Computes a unit. */
  @FunctionalInterface
  interface Arithmetic {
    /** Returns the arrays of a unit, according to the layout. */
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
