package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.stack.OpenStages;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;

/** Makes one shard after another with the models of this process. */
final class MakeShard extends DoFn<Shard, ShardResult> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;

  @SuppressWarnings("serial") // An immutable list of what is serializable.
  private final List<ShardMeters> meters;

  private transient ClosedTogether opened;
  private transient DeviceLease<OpenStages> models;
  private transient ShardWorkers workers;

  MakeShard(WorkOrder order, List<ShardMeters> meters) {
    this.order = order;
    this.meters = List.copyOf(meters);
  }

  @Setup
  public void setup() throws IOException {
    try (ClosedTogether opening = new ClosedTogether()) {
      opening.add(Buckets.join(order.getStorage()));
      ObjectStore store = opening.add(ObjectStores.open(order.getOutput()));
      models = opening.add(SharedStages.acquire(order));
      workers = ShardWorkers.of(order, models.models().stages(), store, ProgressHub.listener());
      opened = opening.release();
    }
  }

  @ProcessElement
  public void process(@Element Shard shard, OutputReceiver<ShardResult> output) {
    TorchEngine.useThreads(order.getIntraOpThreads());
    ShardResult result = workers.work(shard);
    List<StageAccount> accounts = StageAccount.of(shard, stagesOf(shard), result);
    for (ShardMeters each : meters) {
      if (result.hasFailure()) {
        each.shardGivenUp();
      } else {
        each.shardDone(accounts);
      }
    }
    output.output(result);
  }

  /** All stages of the order, or the one that the shard is for. */
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
    }
  }
}
