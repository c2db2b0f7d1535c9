package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Kills all TaskManagers of a job, and starts them again. */
@Tag("slow")
@Timeout(600)
final class LostWorkersTest {
  private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);
  private static final int SHARDS = 12;

  @TempDir private Path directory;

  @Test
  void isSaidToWaitAndGoesOnWhenTheyAreStartedAgain() throws Exception {
    Path output = directory.resolve("out");
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2);
        UpstackProcess client =
            UpstackProcess.start(
                directory,
                "bench-cluster",
                "--flink-master=" + cluster.master(),
                "--output=" + output,
                "--num-samples=" + 10 * SHARDS,
                "--shard-size=10",
                "--shard-seconds=3")) {
      await()
          .atMost(Duration.ofMinutes(3))
          .ignoreExceptions()
          .until(() -> !Attempts.done(output).isEmpty());
      String job = cluster.runningJob();
      cluster.kill("taskmanager-1");
      cluster.kill("taskmanager-2");
      String waits =
          "no worker is registered with %s, and the job waits for one".formatted(cluster.master());

      await().atMost(LONGEST_SILENCE).until(() -> client.errors().contains(waits));
      assertThat(cluster.ask("status", job)).contains(waits);
      Outcome again = cluster.startAgain();
      assertThat(again.status()).as(again.errors()).isZero();
      assertThat(again.output())
          .isEqualTo(
              "2 TaskManagers that had died are started again%n".formatted()
                  + "2 TaskManagers, 1 slots each: --flink-master=%s%n"
                      .formatted(cluster.master()));

      Outcome outcome = client.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(outcome.errors()).contains(" workers are registered with ");
      assertThat(cluster.status().status()).isZero();
      assertThat(cluster.stop().status()).isZero();
    }
    assertThat(Attempts.done(output)).hasSize(SHARDS);
    assertThat(Attempts.of(output)).isEmpty();
    assertThat(Files.exists(output.resolve("attempts"))).as("attempts/").isFalse();
  }
}
