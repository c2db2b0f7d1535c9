package io.upstack.runners.bench;

import io.upstack.pipelines.transforms.Barrier;
import io.upstack.pipelines.transforms.ShardSource;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.proto.Execution;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.BenchClusterRequest;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.shards.ClusterJobRunner;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.simulation.Maker;
import io.upstack.stages.simulation.SimulatedObjects;
import io.upstack.stages.stack.WorkerCheck.Shared;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ClosedTogether;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.beam.sdk.io.Read;

/**
 * A run on a cluster whose only stage lets time pass. Everything around the stage is as in any run.
 */
final class SimulatedRun implements AutoCloseable {
  private static final double NANOS_OF_SECOND = 1e9;

  private final BenchClusterRequest request;
  private final RunRecord record;
  private final WorkOrder order;
  private final List<Shard> shards;
  private final ObjectStore store;

  private SimulatedRun(
      BenchClusterRequest request, RunRecord record, WorkOrder order, ObjectStore store) {
    this.request = request;
    this.record = record;
    this.order = order;
    this.shards = ShardPlan.of(request.samples(), request.shardSize());
    this.store = store;
  }

  /**
   * The durations of the two parts of a run.
   *
   * @param planned seconds from the start until the cluster had the job
   * @param worked seconds from then until this process knew that the job had ended
   */
  record Times(double planned, double worked) {}

  static SimulatedRun prepare(BenchClusterRequest request, String output) throws IOException {
    RunRecord record =
        RunRecord.newBuilder()
            .setGeneration(Generation.newBuilder().setNumSamples(request.samples()))
            .setShardSize(request.shardSize())
            .build();
    WorkOrder order =
        WorkOrder.newBuilder()
            .setConfiguration(
                RunConfiguration.newBuilder().setExecution(Execution.newBuilder().setDevice("cpu")))
            .setOutput(output)
            .addStages(WorkStage.SIMULATED)
            .setIntraOpThreads(1)
            .setStorage(Buckets.description())
            .setSimulation(request.work())
            .build();
    try (ClosedTogether opening = new ClosedTogether()) {
      ObjectStore store = opening.add(ObjectStores.open(output));
      if (!store.list("").isEmpty()) {
        throw InvalidInputException.of(
            "the command line", "--output=" + output, "expected an empty directory, or a new one");
      }
      StoreFormat.writeMessage(store, "run.textproto", record);
      opening.release();
      return new SimulatedRun(request, record, order, store);
    }
  }

  int shards() {
    return shards.size();
  }

  /**
   * Has the cluster make all shards.
   *
   * @param start the start of the planning, by {@link System#nanoTime}
   */
  Times execute(long start) throws IOException {
    AtomicLong taken = new AtomicLong();
    try (ClusterJobRunner runner =
        new ClusterJobRunner(
            request.cluster(), Shared.ofRun(order, record), job -> taken.set(System.nanoTime()))) {
      runner.run(job());
    }
    long end = System.nanoTime();
    return new Times(
        (taken.get() - start) / NANOS_OF_SECOND, (end - taken.get()) / NANOS_OF_SECOND);
  }

  private PipelineJob job() {
    return new PipelineJob(
        "simulated",
        List.of(),
        order.getOutput(),
        List.of(order.getOutput()),
        (pipeline, placement) ->
            pipeline
                .apply("shards", Read.from(ShardSource.of(shards)))
                .apply(
                    "simulated",
                    StageOfShards.of(
                        WorkStage.SIMULATED, placement.place(order), placement.terms()))
                .apply("complete", Barrier.of("simulated", placement.terms())),
        new JobGoals(
            List.of(
                new JobGoals.Stage(
                    SimulatedObjects.layout().stage(),
                    StageGoal.SAMPLES,
                    shards.size(),
                    shards.size(),
                    request.samples(),
                    request.samples(),
                    request.samples()))),
        PipelineJob.Waiting.ALWAYS);
  }

  /** Returns how many shards each slot has made. */
  Map<Maker, Integer> shardsByMaker() throws IOException {
    Map<Maker, Integer> made = new HashMap<>();
    for (Shard shard : shards) {
      made.merge(SimulatedObjects.maker(store, shard), 1, Integer::sum);
    }
    return made;
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
