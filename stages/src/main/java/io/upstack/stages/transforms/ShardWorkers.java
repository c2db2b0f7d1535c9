package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkStage;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.store.ObjectStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Who works on a shard: all stages of an order in turn, or the one that the shard is for. */
final class ShardWorkers {
  private final ShardWorker all;
  private final Map<WorkStage, ShardWorker> single = new EnumMap<>(WorkStage.class);

  /**
   * @param names of the stages, in the same order
   */
  ShardWorkers(
      List<WorkStage> names,
      List<ShardStage> stages,
      ObjectStore store,
      ProgressListener progress) {
    all = new ShardWorker(stages, store, progress);
    for (int i = 0; i < names.size(); i++) {
      single.put(names.get(i), new ShardWorker(List.of(stages.get(i)), store, progress));
    }
  }

  ShardWorker of(Shard shard) {
    if (!shard.hasStage()) {
      return all;
    }
    ShardWorker worker = single.get(shard.getStage());
    if (worker == null) {
      throw new IllegalArgumentException(
          "shard %d is for stage %s, which the order does not have"
              .formatted(shard.getIndex(), shard.getStage()));
    }
    return worker;
  }
}
