package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.ShardFailedException;
import io.upstack.stages.shards.Worker;
import io.upstack.stages.simulation.SimulatedObjects;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.OutputBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StageOfShardsTest {
  private static final Shard SHARD = Shard.newBuilder().setIndex(2).setSamples(4).build();

  @TempDir private Path folder;
  private final List<ShardResult> results = new ArrayList<>();

  @Test
  void aWorkerWithoutShardsLoadsNothing() throws IOException {
    StageOfShards.Make make =
        make(WorkStage.WORK_STAGE_UNSPECIFIED, order(WorkStage.WORK_STAGE_UNSPECIFIED, 2, "none"));

    make.setup();
    make.finishBundle();
    make.teardown();

    assertThat(results).isEmpty();
  }

  @Test
  void theOnlyWorkerGivesShardsUpOnceItCouldNotBeSetUpThreeTimes() throws IOException {
    WorkOrder order = order(WorkStage.WORK_STAGE_UNSPECIFIED, 1, "only");
    for (String times : List.of("once", "2 times")) {
      StageOfShards.Make make = make(WorkStage.WORK_STAGE_UNSPECIFIED, order);
      assertThatThrownBy(() -> make.process(before(SHARD), receiver()))
          .isInstanceOf(SetUpFailures.SetUpFailedException.class)
          .hasMessage(
              "%s could not be set up (%s): the work order has a stage that is not specified"
                  .formatted(Worker.name(), times));
      make.finishBundle();
      make.teardown();
    }
    StageOfShards.Make make = make(WorkStage.WORK_STAGE_UNSPECIFIED, order);
    make.process(before(SHARD), receiver());
    make.process(before(SHARD.toBuilder().setIndex(3).build()), receiver());

    assertThat(results)
        .extracting(ShardResult::getFailure)
        .hasSize(2)
        .containsOnly(
            "%s could not be set up (3 times): the work order has a stage that is not specified; given up"
                .formatted(Worker.name()));
    make.teardown();
  }

  @Test
  void aShardThatFailsIsHandedOnWhenTheOthersAreDone() throws IOException {
    WorkOrder order =
        order(WorkStage.BASE, 2, "several").toBuilder()
            .setSimulation(SimulatedWork.newBuilder().setFailingShard(2))
            .build();
    StageOfShards.Make make = make(WorkStage.BASE, order);
    make.setup();
    make.process(before(SHARD), receiver());
    make.process(before(SHARD.toBuilder().setIndex(3).build()), receiver());

    assertThat(results).extracting(result -> result.getShard().getIndex()).containsExactly(3);
    assertThatThrownBy(make::finishBundle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shards that failed on %s are handed on: [2]", Worker.name());
    make.teardown();
  }

  @Test
  void aShardThatWasGivenUpPassesThrough() throws IOException {
    ShardResult givenUp =
        before(SHARD).toBuilder().setFailure("stage base, shard 2: it broke").build();
    StageOfShards.Make make =
        make(WorkStage.WORK_STAGE_UNSPECIFIED, order(WorkStage.WORK_STAGE_UNSPECIFIED, 2, "no"));

    make.process(givenUp, receiver());
    make.finishBundle();
    make.teardown();

    assertThat(results).containsExactly(givenUp);
  }

  @Test
  void aStageThatTheOrderLacksIsRefused() throws IOException {
    WorkOrder order =
        order(WorkStage.BASE, 1, "lacks").toBuilder()
            .setSimulation(SimulatedWork.getDefaultInstance())
            .build();
    try (StageWork work = new StageWork(order, List.of())) {
      assertThatThrownBy(() -> work.make(SHARD, WorkStage.COMPARISON))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("a shard is for stage COMPARISON, which the order does not have");
    }
  }

  @Test
  void aUnitThatFailsIsNamedByItsKind() {
    Shard unit = Shard.newBuilder().setIndex(3).setStage(WorkStage.POOL_MOMENTS).build();
    assertThat(new ShardFailedException("metrics", unit, new IOException("gone")))
        .hasMessage("stage metrics, pool moments, unit 3: gone");
  }

  private static StageOfShards.Make make(WorkStage stage, WorkOrder order) throws IOException {
    StageOfShards.Make make =
        new StageOfShards.Make(stage, order, JobTerms.inThisProcess(List.of(0)));
    make.setup();
    return make;
  }

  private static ShardResult before(Shard shard) {
    return ShardResult.newBuilder().setShard(shard).build();
  }

  private WorkOrder order(WorkStage stage, int workers, String launch) {
    WorkOrder.Builder order =
        WorkOrder.newBuilder()
            .setOutput(folder.toString())
            .setIntraOpThreads(1)
            .addStages(stage)
            .setAttempts(
                AttemptLimit.newBuilder().setLaunch(launch).setLimit(3).setWorkers(workers));
    order
        .getConfigurationBuilder()
        .getGenerationBuilder()
        .getBaseBuilder()
        .getModelBuilder()
        .setImageSize(SimulatedObjects.EDGE);
    return order.build();
  }

  private OutputReceiver<ShardResult> receiver() {
    return new OutputReceiver<>() {
      @Override
      public OutputBuilder<ShardResult> builder(ShardResult result) {
        throw new UnsupportedOperationException("results have no time of their own");
      }

      @Override
      public void output(ShardResult result) {
        results.add(result);
      }
    };
  }
}
