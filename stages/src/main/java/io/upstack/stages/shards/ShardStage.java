package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;

/** Makes the object of a shard from what stages before it left in the store. */
public interface ShardStage {
  ShardLayout layout();

  /**
   * The content of the shard's object, a function of the run's record and the shard alone. Called
   * by many threads.
   *
   * @param progress is told of samples as they are done
   */
  ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress) throws IOException;

  /** Told how many more samples of a shard are done. */
  @FunctionalInterface
  interface ProgressOfShard {
    void samplesDone(long samples);
  }
}
