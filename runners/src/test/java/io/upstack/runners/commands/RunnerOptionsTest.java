package io.upstack.runners.commands;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.commands.RunnerChoice.Presence;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RunnerOptionsTest {
  private final CommandLineHarness upstack = new CommandLineHarness();
  private final RecordedWork<ClusterRequest> cluster = new RecordedWork<>(ExitStatus.DONE);
  private final RecordedWork<StatusRequest> status = new RecordedWork<>(ExitStatus.DONE);
  private final RecordedWork<CancelRequest> cancel = new RecordedWork<>(ExitStatus.DONE);

  @Test
  void aRunCanBeLeftToACluster() {
    assertThat(
            upstack.execute(
                "generate",
                "c.textproto",
                "--output=out",
                "--runner=flink",
                "--flink-master=flink:8081",
                "--parallelism=4",
                "--detach"))
        .isZero();
    assertThat(upstack.generate.requests())
        .extracting(GenerateRequest::runner)
        .containsExactly(
            new RunnerChoice.Flink(Optional.of("flink:8081"), Optional.of(4), Presence.DETACHED));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--runner=spark | --runner=spark: expected embedded, flink or application",
        "--detach | --flink-master, --parallelism and --detach are for --runner=flink",
        "--flink-master=a:1 | --flink-master, --parallelism and --detach are for --runner=flink",
        "--runner=application --detach | --flink-master and --detach are for --runner=flink",
        "--runner=application --parallelism=0 | --parallelism=0: expected 1 or more",
        "--runner=flink --parallelism=0 | --parallelism=0: expected 1 or more"
      })
  void refusesWhatDoesNotFit(String options, String problem) {
    String[] split = ("run c.textproto --output=out " + options).split(" ", -1);
    assertThat(upstack.execute(split)).isEqualTo(2);
    assertThat(upstack.errors())
        .isEqualTo("upstack: %s\nTry 'upstack run --help'.\n".formatted(problem));
    assertThat(upstack.run.requests()).isEmpty();
  }

  @Test
  void aClusterIsStartedLookedAtAndStopped() {
    assertThat(execute("cluster", "start", "--task-managers=3", "--slots=2", "--dir=c")).isZero();
    assertThat(execute("cluster", "start", "-Dmetrics.a=1", "-D", "metrics.b=2=3")).isZero();
    assertThat(execute("cluster", "status")).isZero();
    assertThat(execute("cluster", "stop")).isZero();
    assertThat(cluster.requests())
        .containsExactly(
            new ClusterRequest.Start(Path.of("c"), 3, 2, Map.of()),
            new ClusterRequest.Start(
                Path.of("upstack-cluster"), 2, 1, Map.of("metrics.a", "1", "metrics.b", "2=3")),
            new ClusterRequest.Status(Path.of("upstack-cluster")),
            new ClusterRequest.Stop(Path.of("upstack-cluster")));
    assertThat(execute("cluster")).isEqualTo(2);
    assertThat(upstack.errors()).startsWith("upstack: expected start, status or stop\n");
  }

  @Test
  void jobsAreNamedByTheirIds() {
    assertThat(execute("status")).isZero();
    assertThat(execute("status", "0a", "--flink-master=a:1")).isZero();
    assertThat(execute("cancel", "0a")).isZero();
    assertThat(status.requests())
        .containsExactly(
            new StatusRequest(Optional.empty(), Optional.empty()),
            new StatusRequest(Optional.of("0a"), Optional.of("a:1")));
    assertThat(cancel.requests()).containsExactly(new CancelRequest("0a", Optional.empty()));
  }

  private int execute(String... arguments) {
    return upstack.execute(
        List.of(new ClusterCommand(cluster), new StatusCommand(status), new CancelCommand(cancel)),
        arguments);
  }
}
