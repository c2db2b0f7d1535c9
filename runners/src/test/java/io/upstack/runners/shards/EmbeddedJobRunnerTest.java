package io.upstack.runners.shards;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.pipelines.transforms.ShardSource;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.proto.Shard;
import io.upstack.proto.SimulatedWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.remote.JobGoals;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.simulation.SimulatedObjects;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.io.Read;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedJobRunnerTest {
  private static final List<Shard> SHARDS = ShardPlan.of(8, 4);
  private static final String STAGE = "base";

  @TempDir private Path output;

  /** Both have looked before either made a shard, and the second finds them all made. */
  @Test
  void progressEndsAtTheWholeAlsoForACommandWhoseShardsAnotherHasMade() {
    PipelineJob job = job();
    String whole = "%s 8/8 done".formatted(STAGE);

    // One Flink for both, which takes seconds to start.
    try (EmbeddedJobRunner runner = new EmbeddedJobRunner(1)) {
      assertThat(progress(runner, job)).isEqualTo(whole);
      assertThat(progress(runner, job)).isEqualTo(whole);
    }
  }

  /** Returns the last line. */
  private static String progress(EmbeddedJobRunner runner, PipelineJob job) {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(said, true, UTF_8));
    try {
      runner.run(job);
    } finally {
      System.setErr(before);
    }
    List<String> lines =
        said.toString(UTF_8).lines().filter(line -> line.startsWith(STAGE)).toList();
    return lines.get(lines.size() - 1);
  }

  private PipelineJob job() {
    WorkOrder.Builder builder =
        WorkOrder.newBuilder()
            .setOutput(output.toString())
            .addStages(WorkStage.BASE)
            .setIntraOpThreads(1)
            .setSimulation(SimulatedWork.getDefaultInstance());
    builder
        .getConfigurationBuilder()
        .getGenerationBuilder()
        .getBaseBuilder()
        .getModelBuilder()
        .setImageSize(SimulatedObjects.EDGE);
    builder.getConfigurationBuilder().getExecutionBuilder().setDevice("cpu");
    WorkOrder order = builder.build();
    return new PipelineJob(
        "simulated",
        List.of(),
        order.getOutput(),
        List.of(order.getOutput()),
        (pipeline, placement) ->
            pipeline
                .apply("shards", Read.from(ShardSource.of(SHARDS)))
                .apply("base", StageOfShards.of(WorkStage.BASE, order, placement.terms())),
        new JobGoals(List.of(new JobGoals.Stage(STAGE, StageGoal.SAMPLES, 2, 2, 8, 8, 8))),
        PipelineJob.Waiting.ALWAYS);
  }
}
