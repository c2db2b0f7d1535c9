package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;

/** Makes the object of a shard from what earlier stages left in the store. */
public interface ShardStage {
  ShardLayout layout();

  /**
   * Makes the content of the shard's object, which is a function of the run's record and the shard
   * alone. Many threads call this method.
   *
   * @param progress receives the number of samples as they are done
   */
  ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress) throws IOException;

  /** Receives the number of further samples of a shard that are done. */
  @FunctionalInterface
  interface ProgressOfShard {
    void samplesDone(long samples);
  }
}
