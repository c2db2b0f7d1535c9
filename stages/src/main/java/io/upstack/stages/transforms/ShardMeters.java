package io.upstack.stages.transforms;

import java.io.Serializable;
import java.util.List;

/**
 * Counts shards as they are done. It travels with the transform, and each worker has its own, which
 * is called by one thread: the one that has done the shard.
 */
public interface ShardMeters extends Serializable {
  /** A shard is done in all these stages. */
  void shardDone(List<StageAccount> stages);

  /** A shard is given up. */
  void shardGivenUp();
}
