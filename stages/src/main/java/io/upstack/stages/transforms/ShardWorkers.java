package io.upstack.stages.transforms;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.CountedWorker;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.shards.WorkerNotices;
import io.upstack.stages.store.ObjectStore;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The workers that make a shard: one for all stages of an order in turn, and one for each single
 * stage that a shard may be for.
 */
final class ShardWorkers {
  private final One all;
  private final Map<WorkStage, One> single;
  private final Set<One> used = new LinkedHashSet<>();

  private ShardWorkers(One all, Map<WorkStage, One> single) {
    this.all = all;
    this.single = single;
  }

  /**
   * A single worker.
   *
   * @param work makes a shard; returns empty if the shard is put off
   * @param help helps with shards that other workers put off
   */
  private record One(Function<Shard, Optional<ShardResult>> work, Runnable help) {}

  /**
   * Creates the workers of an order.
   *
   * @param stages the stages of the order, in its sequence
   */
  static ShardWorkers of(
      WorkOrder order, List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    Map<WorkStage, One> single = new EnumMap<>(WorkStage.class);
    for (int i = 0; i < stages.size(); i++) {
      single.put(order.getStages(i), worker(order, List.of(stages.get(i)), store, progress));
    }
    return new ShardWorkers(worker(order, stages, store, progress), single);
  }

  private static One worker(
      WorkOrder order, List<ShardStage> stages, ObjectStore store, ProgressListener progress) {
    ShardWorker plain = new ShardWorker(stages, store, progress, origin(order));
    if (!order.hasAttempts()) {
      return new One(shard -> Optional.of(plain.work(shard)), () -> {});
    }
    AttemptLimit limit = order.getAttempts();
    ShardLayout first = stages.get(0).layout();
    CountedWorker counted =
        new CountedWorker(
            plain,
            new ShardAttempts(store, limit, first),
            new WorkerNotices(store, limit),
            limit.getLaunch(),
            first);
    return new One(counted::work, counted::help);
  }

  /**
   * Returns the origin of a run's objects. Other objects carry no origin, because their names say
   * what they depend on.
   */
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

  /** Returns empty for a shard that has failed here and should be begun elsewhere. */
  Optional<ShardResult> work(Shard shard) {
    One worker = of(shard);
    used.add(worker);
    return worker.work().apply(shard);
  }

  /** Helps with the shards that others put off in the stages that had work here. */
  void help() {
    used.forEach(worker -> worker.help().run());
  }

  private One of(Shard shard) {
    if (!shard.hasStage()) {
      return all;
    }
    One worker = single.get(shard.getStage());
    if (worker == null) {
      throw new IllegalArgumentException(
          "shard %d is for stage %s, which the order does not have"
              .formatted(shard.getIndex(), shard.getStage()));
    }
    return worker;
  }
}
