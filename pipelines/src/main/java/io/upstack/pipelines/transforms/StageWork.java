package io.upstack.pipelines.transforms;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.CountedWorker;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.shards.WorkerNotices;
import io.upstack.stages.stack.OpenStages;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The work of one thread on the shards of an order, with the models of this process.
 *
 * <p>Models are opened before the first shard, so that a worker without shards loads nothing.
 */
final class StageWork implements AutoCloseable {
  private final WorkOrder order;
  private final List<ShardMeters> meters;
  private final ClosedTogether opened = new ClosedTogether();
  private final Map<WorkStage, StageWorker> workers = new EnumMap<>(WorkStage.class);

  /** The indices of shards that failed here and should be begun elsewhere. */
  private final List<Integer> putOff = new ArrayList<>();

  private ObjectStore store;
  private DeviceLease<OpenStages> models;
  private boolean isFailing;

  StageWork(WorkOrder order, List<ShardMeters> meters) {
    this.order = order;
    this.meters = List.copyOf(meters);
  }

  /**
   * The worker of a stage.
   *
   * @param work makes a shard; returns empty if the shard is put off
   * @param help helps with shards that other workers put off
   */
  private record StageWorker(
      String stage, Function<Shard, Optional<ShardResult>> work, Runnable help) {}

  /** Pauses if this process could not be set up before, so that shards go to other workers. */
  void pauseAfterFailures() throws IOException {
    if (order.hasAttempts()) {
      SetUpFailures.of(order.getAttempts().getLaunch()).pause();
    }
  }

  /** Begins an element of a pipeline. Unless {@link #done} follows, the bundle has failed. */
  void begin() {
    isFailing = true;
  }

  /** Ends an element whose results have been handed on. */
  void done() {
    isFailing = false;
  }

  /**
   * Makes a shard in a stage of the order. Returns empty if the shard has failed here and should be
   * begun elsewhere.
   */
  Optional<ShardResult> make(Shard shard, WorkStage stage) throws IOException {
    Optional<ShardResult> result = isOpen() ? made(shard, stage) : setUpFailure(shard);
    if (result.isEmpty()) {
      putOff.add(shard.getIndex());
    }
    return result;
  }

  private Optional<ShardResult> made(Shard shard, WorkStage stage) {
    TorchEngine.useThreads(order.getIntraOpThreads());
    StageWorker worker = workers.computeIfAbsent(stage, this::worker);
    Optional<ShardResult> result = worker.work().apply(shard);
    result.ifPresent(made -> count(shard, worker.stage(), made));
    return result;
  }

  private void count(Shard shard, String stage, ShardResult result) {
    for (ShardMeters each : meters) {
      if (result.hasFailure()) {
        each.shardGivenUp();
      } else {
        each.shardDone(StageAccount.of(shard, List.of(stage), result));
      }
    }
  }

  /**
   * Helps with shards that other workers have put off, and then hands on those that were put off
   * here. It hands them on by failing, after which the runner gives them to workers that are free.
   */
  void finish() {
    // A runner also finishes bundles that fail or are canceled.
    if (isFailing || Thread.currentThread().isInterrupted()) {
      return;
    }
    workers.values().forEach(worker -> worker.help().run());
    if (!putOff.isEmpty()) {
      throw new IllegalStateException(
          "shards that failed on %s are handed on: %s".formatted(Worker.name(), putOff));
    }
  }

  private boolean isOpen() throws IOException {
    if (models != null) {
      return true;
    }
    if (!order.hasAttempts()) {
      open();
      return true;
    }
    SetUpFailures failures = SetUpFailures.of(order.getAttempts().getLaunch());
    if (failures.end().isPresent()) {
      return false;
    }
    long start = failures.now();
    try {
      open();
      failures.succeeded(store, order.getAttempts());
      return true;
    } catch (IOException | RuntimeException | Error e) {
      if (Thread.currentThread().isInterrupted()) {
        throw e;
      }
      Optional<ObjectStore> reached = Optional.ofNullable(store);
      if (failures.failed(e, start, reached, order.getAttempts()).isPresent()) {
        return false;
      }
      throw new SetUpFailures.SetUpFailedException(failures.message(e), e);
    }
  }

  private Optional<ShardResult> setUpFailure(Shard shard) {
    String failure = SetUpFailures.of(order.getAttempts().getLaunch()).end().orElseThrow();
    return Optional.of(ShardResult.newBuilder().setShard(shard).setFailure(failure).build());
  }

  private void open() throws IOException {
    if (store == null) {
      try (ClosedTogether opening = new ClosedTogether()) {
        opening.add(Buckets.join(order.getStorage()));
        store = opening.add(ObjectStores.open(order.getOutput()));
        opened.add(opening.release());
      }
    }
    models = opened.add(SharedStages.acquire(order));
  }

  private StageWorker worker(WorkStage stage) {
    int index = order.getStagesList().indexOf(stage);
    if (index < 0) {
      throw new IllegalArgumentException(
          "a shard is for stage %s, which the order does not have".formatted(stage));
    }
    List<ShardStage> stages = models.models().stages();
    ShardLayout layout = stages.get(index).layout();
    ShardWorker plain =
        new ShardWorker(
            stages.get(index), stages.get(0).layout(), store, ProgressHub.listener(), origin());
    if (!order.hasAttempts()) {
      return new StageWorker(layout.stage(), shard -> Optional.of(plain.work(shard)), () -> {});
    }
    AttemptLimit limit = order.getAttempts();
    CountedWorker counted =
        new CountedWorker(
            plain,
            new ShardAttempts(store, limit, layout),
            new WorkerNotices(store, limit),
            limit.getLaunch(),
            layout);
    return new StageWorker(layout.stage(), counted::work, counted::help);
  }

  /**
   * Returns the origin of a run's objects. Other objects carry no origin, because their names say
   * what they depend on.
   */
  private Optional<RunOrigin> origin() {
    boolean ofRun = order.getStagesList().stream().allMatch(StageWork::makesShardsOfRun);
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

  @Override
  public void close() throws IOException {
    opened.close();
  }
}
