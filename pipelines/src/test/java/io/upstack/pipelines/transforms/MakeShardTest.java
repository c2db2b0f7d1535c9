package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.AttemptLimit;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.Worker;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn.OutputReceiver;
import org.apache.beam.sdk.values.OutputBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MakeShardTest {
  private static final Shard SHARD = Shard.newBuilder().setIndex(2).setSamples(4).build();

  @TempDir private Path folder;
  private final List<ShardResult> results = new ArrayList<>();

  @Test
  void aWorkerWithoutShardsLoadsNothing() throws IOException {
    MakeShard make = new MakeShard(order(WorkStage.WORK_STAGE_UNSPECIFIED, 2, "none"), List.of());

    make.setup();
    make.finishBundle();
    make.teardown();

    assertThat(results).isEmpty();
  }

  @Test
  void theOnlyWorkerGivesShardsUpOnceItCouldNotBeSetUpThreeTimes() throws IOException {
    WorkOrder order = order(WorkStage.WORK_STAGE_UNSPECIFIED, 1, "only");
    for (String times : List.of("once", "2 times")) {
      MakeShard make = new MakeShard(order, List.of());
      assertThatThrownBy(() -> make.process(SHARD, receiver()))
          .isInstanceOf(SetUpFailures.SetUpFailedException.class)
          .hasMessage(
              "%s could not be set up (%s): the work order has a stage that is not specified"
                  .formatted(Worker.name(), times));
      make.finishBundle();
      make.teardown();
    }
    MakeShard make = new MakeShard(order, List.of());
    make.process(SHARD, receiver());
    make.process(SHARD.toBuilder().setIndex(3).build(), receiver());

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
        order(WorkStage.SIMULATED, 2, "several").toBuilder()
            .setSimulation(SimulatedWork.newBuilder().setFailingShard(2))
            .build();
    MakeShard make = new MakeShard(order, List.of());
    make.setup();
    make.process(SHARD, receiver());
    make.process(SHARD.toBuilder().setIndex(3).build(), receiver());

    assertThat(results).extracting(result -> result.getShard().getIndex()).containsExactly(3);
    assertThatThrownBy(make::finishBundle)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("shards that failed on %s are handed on: [2]", Worker.name());
    make.teardown();
  }

  private WorkOrder order(WorkStage stage, int workers, String launch) {
    return WorkOrder.newBuilder()
        .setOutput(folder.toString())
        .setIntraOpThreads(1)
        .addStages(stage)
        .setAttempts(AttemptLimit.newBuilder().setLaunch(launch).setLimit(3).setWorkers(workers))
        .build();
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
