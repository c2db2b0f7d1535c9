package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.CountedWorker;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Makes one shard after another with the models of this process. */
final class MakeShard extends DoFn<Shard, ShardResult> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;
  private transient ObjectStore store;
  private transient Function<Shard, ShardResult> worker;

  MakeShard(WorkOrder order) {
    this.order = order;
  }

  @Setup
  public void setup() throws IOException {
    store = ObjectStores.open(order.getOutput());
    List<ShardStage> stages = SharedStages.acquire(order);
    ShardWorker plain = new ShardWorker(stages, store, ProgressHub.listener());
    worker = order.hasAttempts() ? counted(plain, stages.get(0).layout())::work : plain::work;
  }

  private CountedWorker counted(ShardWorker plain, ShardLayout first) {
    return new CountedWorker(plain, new ShardAttempts(store, order.getAttempts(), first));
  }

  @ProcessElement
  public void process(@Element Shard shard, OutputReceiver<ShardResult> output) {
    TorchEngine.useThreads(order.getIntraOpThreads());
    ShardResult result = worker.apply(shard);
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
    if (worker != null) {
      SharedStages.release(order);
      worker = null;
    }
    if (store != null) {
      store.close();
      store = null;
    }
  }
}
