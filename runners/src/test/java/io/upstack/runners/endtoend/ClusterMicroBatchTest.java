package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.TextFormat;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executes a run that finds its micro-batch on the workers that make its shards. */
@Tag("slow")
@Timeout(600)
final class ClusterMicroBatchTest {
  @TempDir private Path directory;

  @Test
  void isFoundOnAWorkerAndRecorded() throws Exception {
    RunConfiguration.Builder stack = SmallStack.builder(directory.resolve("none.npz"));
    stack.clearEvaluation().getExecutionBuilder().setBatchSize(0).setShardSize(8);
    Path configuration = SmallStack.write(directory, stack);
    Path output = directory.resolve("out");
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1);
        UpstackProcess client =
            UpstackProcess.start(
                directory,
                "generate",
                configuration.toString(),
                "--output=" + output,
                "--runner=flink",
                "--flink-master=" + cluster.master())) {
      Outcome outcome = client.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(outcome.errors()).contains("a worker tries how many samples");
      assertThat(cluster.stop().status()).isZero();
    }
    int found =
        TextFormat.parse(Files.readString(output.resolve("run.textproto")), RunRecord.class)
            .getBatchSize();
    assertThat(found).isIn(1, 2, 4, 8);
    try (Stream<Path> left = Files.list(output)) {
      assertThat(left.map(path -> path.getFileName().toString()))
          .noneMatch(name -> name.contains("batch-size"));
    }
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.generate(configuration, undisturbed, "--batch-size=" + found).status())
        .isZero();
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(undisturbed).repeatable());
  }
}
