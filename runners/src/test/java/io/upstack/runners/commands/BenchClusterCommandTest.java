package io.upstack.runners.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.SimulatedWork;
import io.upstack.proto.SlowWorker;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchClusterCommandTest {
  private final CommandLineHarness upstack = new CommandLineHarness();
  private final RecordedWork<BenchClusterRequest> work = new RecordedWork<>(ExitStatus.DONE);

  @Test
  void triesWhatTheDocumentationReports() {
    assertThat(execute("bench-cluster")).isZero();
    assertThat(work.requests())
        .containsExactly(
            new BenchClusterRequest(
                new RunnerChoice.Flink(
                    Optional.empty(), Optional.empty(), RunnerChoice.Presence.ATTACHED),
                Optional.empty(),
                50_000,
                128,
                SimulatedWork.newBuilder().setShardSeconds(10).build()));
  }

  @Test
  void takesAnyTrial() {
    assertThat(
            execute(
                "bench-cluster",
                "--flink-master=flink:8081",
                "--parallelism=4",
                "--output=out",
                "--num-samples=100",
                "--shard-size=10",
                "--shard-seconds=0.5",
                "--slow=taskmanager-2=4",
                "--failing-shard=3",
                "--fatal-shard=5"))
        .isZero();
    assertThat(work.requests())
        .containsExactly(
            new BenchClusterRequest(
                new RunnerChoice.Flink(
                    Optional.of("flink:8081"), Optional.of(4), RunnerChoice.Presence.ATTACHED),
                Optional.of("out"),
                100,
                10,
                SimulatedWork.newBuilder()
                    .setShardSeconds(0.5)
                    .addSlow(SlowWorker.newBuilder().setWorker("taskmanager-2").setFactor(4))
                    .setFailingShard(3)
                    .setFatalShard(5)
                    .build()));
  }

  @ParameterizedTest
  @CsvSource({
    "--parallelism=0,--parallelism=0: expected 1 or more",
    "--num-samples=0,--num-samples=0: expected 1 or more",
    "--shard-size=0,--shard-size=0: expected 1 or more",
    "--shard-seconds=-1,--shard-seconds=-1.0: expected 0 or more",
    "--shard-seconds=NaN,--shard-seconds=NaN: expected 0 or more",
    "--slow=a=0,--slow=a=0.0: expected WORKER=FACTOR above 0"
  })
  void refusesWhatCannotBeTried(String option, String problem) {
    assertThat(execute("bench-cluster", option)).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo("upstack: %s\nTry 'upstack bench-cluster --help'.\n".formatted(problem));
    assertThat(work.requests()).isEmpty();
  }

  private int execute(String... arguments) {
    return upstack.execute(List.of(new BenchClusterCommand(work)), arguments);
  }
}
