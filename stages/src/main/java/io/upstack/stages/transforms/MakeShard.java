package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.stack.OpenStages;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.beam.sdk.transforms.DoFn;

/** Makes one shard after another with the models of this process. */
final class MakeShard extends DoFn<Shard, ShardResult> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;

  @SuppressWarnings("serial") // This is an immutable list of serializable objects.
  private final List<ShardMeters> meters;

  private transient ClosedTogether opened;
  private transient ObjectStore store;
  private transient DeviceLease<OpenStages> models;
  private transient ShardWorkers workers;
  private transient boolean isFailing;

  /** The indices of shards that failed here and should be begun elsewhere. */
  @SuppressWarnings("serial") // This list is empty when it is serialized.
  private final List<Integer> putOff = new ArrayList<>();

  MakeShard(WorkOrder order, List<ShardMeters> meters) {
    this.order = order;
    this.meters = List.copyOf(meters);
  }

  @Setup
  public void setup() throws IOException {
    if (order.hasAttempts()) {
      SetUpFailures.of(order.getAttempts().getLaunch()).pause();
    }
  }

  @ProcessElement
  public void process(@Element Shard shard, OutputReceiver<ShardResult> output) throws IOException {
    isFailing = true;
    Optional<ShardResult> result = isOpen() ? make(shard) : setUpFailure(shard);
    isFailing = false;
    if (result.isPresent()) {
      count(shard, result.get());
      output.output(result.get());
    } else {
      putOff.add(shard.getIndex());
    }
  }

  /**
   * Helps with shards that other workers have put off, and then hands on those that were put off
   * here. It hands them on by failing, after which the runner gives them to workers that are free.
   */
  @FinishBundle
  public void finishBundle() {
    // A runner also finishes bundles that fail or are canceled.
    if (workers == null || isFailing || Thread.currentThread().isInterrupted()) {
      return;
    }
    workers.help();
    if (!putOff.isEmpty()) {
      throw new IllegalStateException(
          "shards that failed on %s are handed on: %s".formatted(Worker.name(), putOff));
    }
  }

  private Optional<ShardResult> make(Shard shard) {
    TorchEngine.useThreads(order.getIntraOpThreads());
    return workers.work(shard);
  }

  private void count(Shard shard, ShardResult result) {
    List<StageAccount> accounts =
        result.hasFailure() ? List.of() : StageAccount.of(shard, stagesOf(shard), result);
    for (ShardMeters each : meters) {
      if (result.hasFailure()) {
        each.shardGivenUp();
      } else {
        each.shardDone(accounts);
      }
    }
  }

  /**
   * Opens the models before the first shard rather than in setup, so that a worker without shards
   * loads nothing.
   */
  private boolean isOpen() throws IOException {
    if (workers != null) {
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
        opened = opening.release();
      }
    }
    models = opened.add(SharedStages.acquire(order));
    workers = ShardWorkers.of(order, models.models().stages(), store, ProgressHub.listener());
  }

  /** Returns all stages of the order, or the one that the shard is for. */
  private List<String> stagesOf(Shard shard) {
    List<ShardStage> stages = models.models().stages();
    List<ShardStage> of =
        shard.hasStage()
            ? List.of(stages.get(order.getStagesList().indexOf(shard.getStage())))
            : stages;
    return of.stream().map(stage -> stage.layout().stage()).toList();
  }

  @Teardown
  public void teardown() throws IOException {
    if (opened != null) {
      opened.close();
      opened = null;
      store = null;
      models = null;
      workers = null;
    }
  }
}
