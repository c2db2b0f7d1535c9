package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs a cluster one of whose workers fails at every shard at once, as if its GPU were broken. */
@Tag("slow")
@Timeout(600)
final class BrokenWorkerTest {
  private static final int SHARDS = 24;

  @TempDir private Path directory;

  @Test
  void costsOneWorkerAndNoShard() throws Exception {
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
                "--shard-seconds=1",
                "--failing-worker=taskmanager-1")) {
      Outcome outcome = client.finish();

      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(cluster.log("taskmanager-1"))
          .contains(
              "this process ends: its last 3 attempts at shards failed, and another worker makes"
                  + " shards of the same job");
      assertThat(cluster.processes()).as("JobManager and the other TaskManager").hasSize(2);
      assertThat(cluster.startAgain().output())
          .startsWith("1 TaskManagers that had died are started again");
      assertThat(cluster.stop().status()).isZero();
    }
    assertThat(Attempts.done(output)).hasSize(SHARDS);
    assertThat(Attempts.of(output)).isEmpty();
  }
}
