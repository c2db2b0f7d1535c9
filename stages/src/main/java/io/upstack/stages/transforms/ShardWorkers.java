package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.CountedWorker;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.store.ObjectStore;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Who works on a shard: all stages of an order in turn, or the one that the shard is for. */
final class ShardWorkers {
  private final Function<Shard, ShardResult> all;
  private final Map<WorkStage, Function<Shard, ShardResult>> single;

  private ShardWorkers(
      Function<Shard, ShardResult> all, Map<WorkStage, Function<Shard, ShardResult>> single) {
    this.all = all;
    this.single = single;
  }

  /**
   * Workers of an order.
   *
   * @param stages of the order, in its order
   */
  static ShardWorkers of(
      WorkOrder order, List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    Map<WorkStage, Function<Shard, ShardResult>> single = new EnumMap<>(WorkStage.class);
    for (int i = 0; i < stages.size(); i++) {
      single.put(order.getStages(i), worker(order, List.of(stages.get(i)), store, progress));
    }
    return new ShardWorkers(worker(order, stages, store, progress), single);
  }

  private static Function<Shard, ShardResult> worker(
      WorkOrder order, List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    ShardWorker plain = new ShardWorker(stages, store, progress, origin(order));
    if (!order.hasAttempts()) {
      return plain::work;
    }
    ShardAttempts attempts = new ShardAttempts(store, order.getAttempts(), stages.get(0).layout());
    return new CountedWorker(plain, attempts)::work;
  }

  /** Objects beside a run's own have names that say what they depend on, and carry no origin. */
  private static Optional<RunOrigin> origin(WorkOrder order) {
    boolean ofRun = order.getStagesList().stream().allMatch(ShardWorkers::makesShardsOfRun);
    return ofRun && order.hasOrigin()
        ? Optional.of(new RunOrigin(order.getOrigin()))
        : Optional.empty();
  }

  private static boolean makesShardsOfRun(WorkStage stage) {
    return switch (stage) {
      case BASE, UPSAMPLE, FEATURES -> true;
      default -> false;
    };
  }

  ShardResult work(Shard shard) {
    if (!shard.hasStage()) {
      return all.apply(shard);
    }
    Function<Shard, ShardResult> worker = single.get(shard.getStage());
    if (worker == null) {
      throw new IllegalArgumentException(
          "shard %d is for stage %s, which the order does not have"
              .formatted(shard.getIndex(), shard.getStage()));
    }
    return worker.apply(shard);
  }
}
