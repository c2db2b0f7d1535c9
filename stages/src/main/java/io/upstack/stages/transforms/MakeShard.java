package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.devices.DeviceLease;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.stack.OpenStages;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Makes one shard after another with the models of this process. */
final class MakeShard extends DoFn<Shard, ShardResult> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;
  private transient ObjectStore store;
  private transient DeviceLease<OpenStages> models;
  private transient ShardWorkers workers;

  MakeShard(WorkOrder order) {
    this.order = order;
  }

  @Setup
  public void setup() throws IOException {
    Buckets.join(order.getStorage());
    store = ObjectStores.open(order.getOutput());
    models = SharedStages.acquire(order);
    workers = ShardWorkers.of(order, models.models().stages(), store, ProgressHub.listener());
  }

  @ProcessElement
  public void process(@Element Shard shard, OutputReceiver<ShardResult> output) {
    TorchEngine.useThreads(order.getIntraOpThreads());
    ShardResult result = workers.work(shard);
    for (StageWork work : result.getWorkList()) {
      Metrics.counter(work.getStage(), "samples").inc(work.getSamples());
      Metrics.counter(work.getStage(), "shards").inc();
      Metrics.distribution(work.getStage(), "modelMilliseconds")
          .update(Math.round(work.getModelSeconds() * 1000));
    }
    if (result.hasFailure()) {
      Metrics.counter("shards", "givenUp").inc();
    }
    output.output(result);
  }

  @Teardown
  public void teardown() throws IOException {
    if (models != null) {
      models.close();
      models = null;
    }
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
