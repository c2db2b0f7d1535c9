package io.upstack.stages.transforms;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.stack.SharedStages;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Takes shards through the stages of a work order: what exists is skipped, models are loaded once a
 * process, work is counted, and what fails is named.
 *
 * <pre>{@code
 * pipeline
 *     .apply(Read.from(ShardSource.of(shards)))
 *     .apply(MakeShards.of(order));
 * }</pre>
 */
public final class MakeShards extends PTransform<PCollection<Shard>, PCollection<ShardResult>> {
  private static final long serialVersionUID = 1L;

  private final WorkOrder order;

  private MakeShards(WorkOrder order) {
    this.order = order;
  }

  public static MakeShards of(WorkOrder order) {
    return new MakeShards(order);
  }

  @Override
  public PCollection<ShardResult> expand(PCollection<Shard> shards) {
    Coder<ShardResult> coder = ProtoCoder.of(ShardResult.class);
    return shards.apply("make", ParDo.of(new MakeShard(order))).setCoder(coder);
  }

  private static final class MakeShard extends DoFn<Shard, ShardResult> {
    private static final long serialVersionUID = 1L;

    private final WorkOrder order;
    private transient ObjectStore store;
    private transient ShardWorker worker;

    private MakeShard(WorkOrder order) {
      this.order = order;
    }

    @Setup
    public void setup() throws IOException {
      store = ObjectStores.open(order.getOutput());
      worker = new ShardWorker(SharedStages.acquire(order), store, ProgressHub.listener());
    }

    @ProcessElement
    public void process(@Element Shard shard, OutputReceiver<ShardResult> output) {
      TorchEngine.useThreads(order.getIntraOpThreads());
      ShardResult result = worker.work(shard);
      for (StageWork work : result.getWorkList()) {
        Metrics.counter(work.getStage(), "samples").inc(work.getSamples());
        Metrics.counter(work.getStage(), "shards").inc();
        Metrics.distribution(work.getStage(), "modelMilliseconds")
            .update(Math.round(work.getModelSeconds() * 1000));
      }
      output.output(result);
    }

    @Teardown
    public void teardown() throws IOException {
      if (worker != null) {
        SharedStages.release(order);
        store.close();
        worker = null;
      }
    }
  }
}
