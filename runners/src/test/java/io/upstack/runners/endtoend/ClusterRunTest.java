package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executes runs on a cluster of processes, and kills each of these. */
@Tag("slow")
@Timeout(900)
final class ClusterRunTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);
  private static final int SHARDS = 24;
  private static final int OBJECTS = 3 * SHARDS;

  @TempDir private Path directory;
  private Path configuration;
  private Path output;

  @BeforeEach
  void writeConfiguration() throws IOException {
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(SHARDS * 8);
    stack.getExecutionBuilder().setShardSize(8);
    // Stochastic, and long enough to be hit while shards are made.
    stack.getGenerationBuilder().getBaseBuilder().getSamplingBuilder().setUseDdim(false);
    stack.getGenerationBuilder().getBaseBuilder().getDiffusionBuilder().setTimestepRespacing("15");
    configuration = SmallStack.write(directory, stack);
    output = directory.resolve("out");
  }

  @Test
  void endsWithWhatAnUndisturbedRunLeavesWhateverIsKilled() throws Exception {
    OutputListing beforeJobManager;
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2);
        UpstackProcess client = run(cluster)) {
      awaitObjects(4);
      cluster.kill("taskmanager-1");
      OutputListing atKill = listing();
      awaitObjects(objects(atKill) + 4);
      assertThat(client.isRunning()).as("still follows").isTrue();
      assertKept(atKill);

      cluster.kill("jobmanager");
      Outcome lost = client.finish();

      assertThat(lost.status()).isEqualTo(1);
      assertThat(lost.errors())
          .containsPattern(
              "upstack: job [0-9a-f]{32} is lost: [^:\n]+; start the cluster again if it is down,"
                  + " and the same command continues where the job was\n$")
          .doesNotContain("\tat ", "WARN");
      Outcome status = cluster.status();
      assertThat(status.status()).isEqualTo(1);
      assertThat(status.output())
          .containsPattern("jobmanager +process [0-9]+ +dead\n")
          .containsPattern("taskmanager-1 +process [0-9]+ +dead\n")
          .contains(cluster.master() + ": does not answer\n");
      assertThat(cluster.stop().status()).isZero();
      assertThat(cluster.processes()).isEmpty();
      beforeJobManager = listing();
      assertThat(objects(beforeJobManager)).isLessThan(OBJECTS);
    }

    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2)) {
      OutputListing atKill;
      try (UpstackProcess client = run(cluster)) {
        awaitObjects(objects(beforeJobManager) + 3);
        client.kill();
        atKill = listing();
      }
      awaitObjects(objects(atKill) + 2);
      assertKept(beforeJobManager);
      Outcome last;
      try (UpstackProcess client = run(cluster)) {
        last = client.finish();
      }

      assertThat(last.status()).as(last.errors()).isZero();
      assertThat(last.errors()).contains("is at work on this output already, and is followed");
      assertKept(atKill);
      assertThat(cluster.stop().status()).isZero();
    }
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(configuration, undisturbed).status()).isZero();
    assertThat(listing().repeatable()).isEqualTo(OutputListing.of(undisturbed).repeatable());
  }

  private UpstackProcess run(ClusterProcesses cluster) throws IOException {
    return UpstackProcess.start(
        directory,
        "run",
        configuration.toString(),
        "--output=" + output,
        "--runner=flink",
        "--flink-master=" + cluster.master());
  }

  private OutputListing listing() throws IOException {
    Files.createDirectories(output);
    return OutputListing.of(output);
  }

  private static int objects(OutputListing listing) {
    return (int)
        listing.entries().keySet().stream()
            .filter(name -> name.matches("(base|samples|features/[0-9a-f]+/samples)/.*"))
            .count();
  }

  private void awaitObjects(int objects) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> objects(listing()) >= objects);
  }

  private void assertKept(OutputListing before) throws IOException {
    assertThat(listing().entries())
        .containsAllEntriesOf(
            before.withoutTimes().without("run.textproto").without("attempts/").entries());
  }
}
