package io.upstack.pipelines.transforms;

import java.io.Serializable;
import java.util.List;

/**
 * Counts shards as they are done. Meters are sent with the transform, and each worker has its own
 * copy, which only the thread that has done the shard calls.
 */
public interface ShardMeters extends Serializable {
  /** Counts a shard that is done in all these stages. */
  void shardDone(List<StageAccount> stages);

  /** Counts a shard that is given up. */
  void shardGivenUp();
}
