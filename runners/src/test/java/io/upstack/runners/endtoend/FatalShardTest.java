package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.upstack.proto.AttemptRecord;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Executes a run with a shard that ends each process that begins it. */
@Tag("slow")
@Timeout(600)
final class FatalShardTest {
  private static final int SHARDS = 24;
  private static final int FATAL = 2;

  @TempDir private Path directory;

  /** With several slots its neighbors die with it, and none of them is given up. */
  @ParameterizedTest
  @ValueSource(ints = {1, 3})
  void isGivenUpOnceAllOthersAreDone(int slots) throws Exception {
    Path output = directory.resolve("out");
    // Nobody starts them again: the fifth does what is left.
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 5, slots);
        UpstackProcess client =
            UpstackProcess.start(
                directory,
                "bench-cluster",
                "--flink-master=" + cluster.master(),
                "--output=" + output,
                "--num-samples=" + 10 * SHARDS,
                "--shard-size=10",
                "--shard-seconds=1",
                "--fatal-shard=" + FATAL)) {
      Outcome outcome = client.finish();

      assertThat(outcome.status()).as(outcome.errors()).isEqualTo(1);
      assertThat(outcome.errors())
          .contains(
              "upstack: stage base, shard 2 (samples 20 to 29): its process ends each time;"
                  + " given up after 4 attempts, on ")
          .containsPattern("(, )?(.+ process [0-9]+ \\(died or was lost\\)(, |\n$)){4}")
          .doesNotContain("\tat ");
      assertThat(cluster.processes()).as("JobManager and the last TaskManager").hasSize(2);
      assertThat(cluster.stop().status()).isZero();
    }
    assertThat(Attempts.done(output)).isEqualTo(Attempts.allBut(FATAL, SHARDS));
    assertThat(Attempts.of(output))
        .filteredOn(attempt -> attempt.getShard() == FATAL)
        .extracting(AttemptRecord::getAttempt, AttemptRecord::hasFailure, AttemptRecord::getAlone)
        .containsExactly(
            tuple(1, false, false),
            tuple(2, false, true),
            tuple(3, false, true),
            tuple(4, false, true));
  }
}
