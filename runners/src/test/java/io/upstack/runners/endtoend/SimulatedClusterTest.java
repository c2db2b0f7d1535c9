package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.AttemptRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Has a cluster of processes make shards that take a set time. */
@Tag("slow")
@Timeout(600)
final class SimulatedClusterTest {
  /** The seconds to start and end the tasks of a job, on a machine that does other things too. */
  private static final double STARTING_SECONDS = 20;

  /** The seconds for the metrics and the report of a job, on such a machine. */
  private static final double METRICS_SECONDS = 40;

  private static final double MEBIBYTES_OF_HEAP = 512;
  private static final int SHARDS = 12;
  private static final String METRICS = "of it metrics, report";

  @TempDir private static Path home;
  private static ClusterProcesses cluster;

  @TempDir private Path directory;

  @BeforeAll
  static void start() throws Exception {
    cluster = ClusterProcesses.start(home, 2, 4);
  }

  @AfterAll
  static void stop() throws Exception {
    assertThat(cluster.stop().status()).isZero();
    cluster.close();
  }

  @Test
  void costsLittleBesideItsShards() throws Exception {
    BenchTable table = bench("--num-samples=1600", "--shard-size=10", "--shard-seconds=1.5");

    assertThat(table.seconds("ideal")).isEqualTo(30);
    assertThat(table.seconds("job")).isGreaterThanOrEqualTo(30 + table.seconds(METRICS));
    assertThat(table.seconds("job") - table.seconds(METRICS))
        .isLessThan(1.03 * 30 + STARTING_SECONDS);
    assertThat(table.seconds(METRICS)).isPositive().isLessThan(METRICS_SECONDS);
    assertThat(table.number("client's heap, peak")).isBetween(1.0, MEBIBYTES_OF_HEAP);
    assertThat(table.number("JobManager's heap, peak")).isBetween(1.0, MEBIBYTES_OF_HEAP);
    assertThat(table.shards("taskmanager-1") + table.shards("taskmanager-2")).isEqualTo(160);
  }

  @Test
  void leavesASlowWorkerWhatItCanDo() throws Exception {
    BenchTable table =
        bench(
            "--num-samples=3200",
            "--shard-size=10",
            "--shard-seconds=0.6",
            "--slow=taskmanager-2=4");

    // 320 shards by 4 slots and 4 of a quarter of their speed.
    assertThat(table.seconds("ideal")).isEqualTo(320 * 0.6 / 5);
    assertThat(table.seconds("job") - table.seconds(METRICS))
        .isLessThan(1.15 * table.seconds("ideal") + STARTING_SECONDS);
    // A fair share is 64, and a worker gets only a little more while others start.
    assertThat(table.shards("taskmanager-2")).isBetween(32, 90);
    assertThat(table.shards("taskmanager-1")).isEqualTo(320 - table.shards("taskmanager-2"));
  }

  @Test
  void givesAShardUpThatFailsEachTimeOnceAllOthersAreDone() throws Exception {
    Path output = directory.resolve("out");

    Outcome outcome = run(trial(output, "--shard-seconds=3", "--failing-shard=5"));

    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.errors())
        .contains(
            "upstack: stage base, shard 5 (samples 50 to 59): a shard that was to fail, on"
                + " taskmanager-")
        .containsPattern("; given up after [3-6] attempts, on (.* process [0-9]+(, |\n$)){3,6}")
        .doesNotContain("\tat ");
    assertThat(Attempts.done(output)).isEqualTo(Attempts.allBut(5, SHARDS));
    List<AttemptRecord> attempts = Attempts.of(output);
    assertThat(attempts).allMatch(attempt -> attempt.getShard() == 5 && attempt.hasFailure());
    assertThat(attempts.stream().map(AttemptRecord::getProcess).distinct())
        .as("both workers have tried")
        .hasSize(2);
  }

  @Test
  void endsWithinSecondsWhenItIsCancelled() throws Exception {
    Path output = directory.resolve("out");
    try (UpstackProcess client =
        UpstackProcess.start(directory, trial(output, "--shard-seconds=3600"))) {
      await()
          .atMost(Duration.ofMinutes(3))
          .pollInterval(Duration.ofMillis(200))
          .ignoreExceptions()
          .until(() -> Attempts.of(output).size() == 8);
      String job = cluster.runningJob();

      assertThat(run("cancel", job, "--flink-master=" + cluster.master()).output())
          .isEqualTo(job + " is CANCELED\n");

      assertThat(cluster.cancellation(job)).isLessThanOrEqualTo(Duration.ofSeconds(5));
      Outcome outcome = client.finish();
      assertThat(outcome.status()).isEqualTo(1);
      assertThat(outcome.errors()).contains("cancelled").doesNotContain("\tat ");
    }
    // Nothing was made, and nothing failed.
    assertThat(Attempts.of(output)).isEmpty();
  }

  @Test
  void wantsAnOutputThatIsEmpty() throws Exception {
    Path output = directory.resolve("out");
    assertThat(run(trial(output, "--shard-seconds=0")).status()).isZero();

    Outcome outcome = run(trial(output, "--shard-seconds=0"));

    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.errors())
        .isEqualTo(
            """
            1 problem in the command line:
              --output=%s: expected an empty directory, or a new one
            """
                .formatted(output));
  }

  private String[] trial(Path output, String... options) {
    return arguments(
        Stream.concat(
                Stream.of("--output=" + output, "--num-samples=120", "--shard-size=10"),
                Stream.of(options))
            .toArray(String[]::new));
  }

  private static String[] arguments(String... options) {
    List<String> arguments = new ArrayList<>();
    arguments.add("bench-cluster");
    arguments.add("--flink-master=" + cluster.master());
    arguments.addAll(List.of(options));
    return arguments.toArray(String[]::new);
  }

  private BenchTable bench(String... options) throws Exception {
    Outcome outcome = run(arguments(options));
    assertThat(outcome.status()).as(outcome.errors()).isZero();
    return new BenchTable(outcome.output());
  }

  private Outcome run(String... arguments) throws IOException, InterruptedException {
    try (UpstackProcess process = UpstackProcess.start(directory, arguments)) {
      return process.finish();
    }
  }

  /** Reads what bench-cluster prints. */
  private record BenchTable(String text) {
    double seconds(String row) {
      return find(row, "([0-9.]+) s\\b");
    }

    double number(String row) {
      return find(row, "([0-9]+) MiB");
    }

    /** The last column. */
    int shards(String worker) {
      return (int) find(worker, "[0-9]+ +([0-9]+)");
    }

    private double find(String row, String value) {
      Matcher matcher = Pattern.compile("(?m)^" + Pattern.quote(row) + " +" + value).matcher(text);
      assertThat(matcher.find()).as(text).isTrue();
      return Double.parseDouble(matcher.group(1));
    }
  }
}
