package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the client says of files that it has and workers have not. All are on one machine here; but
 * under {@code /proc/self/cwd} each process finds its own directory.
 */
@Tag("slow")
@Timeout(600)
final class UnreachableInputTest {
  private static final Path OWN = Path.of("/proc/self/cwd");

  @TempDir private Path home;
  private Path ofClient;
  private Path ofWorkers;
  private ClusterProcesses cluster;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(Files.isDirectory(OWN), "needs a path that each process sees in its own way");
    ofClient = Files.createDirectories(home.resolve("client"));
    ofWorkers = Files.createDirectories(home.resolve("workers"));
    cluster = ClusterProcesses.startIn(ofWorkers, home, 2, 1);
  }

  @AfterEach
  void stop() throws Exception {
    if (cluster != null) {
      assertThat(cluster.stop().status()).isZero();
      cluster.close();
    }
  }

  @Test
  void isToldBeforeAnyShardIsDone() throws Exception {
    Files.copy(SmallStack.MODELS.resolve("base.pt"), ofClient.resolve("base.pt"));
    RunConfiguration.Builder stack = SmallStack.builder(home.resolve("unread.npz"));
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(OWN.resolve("base.pt").toString());
    Path configuration = SmallStack.write(home, stack);

    Outcome nothing = generate(configuration);

    assertThat(nothing.status()).as(nothing.errors()).isEqualTo(2);
    assertThat(nothing.errors())
        .containsPattern("2 problems in what the worker on .+ process [0-9]+ has:\n")
        .contains(
            "\n"
                + "  generation.base.model_path: there is no file '/proc/self/cwd/base.pt'; it has"
                + " to be where all workers reach it under this name\n",
            "\n  --output: /proc/self/cwd/out is not the output of this run here; it has to be one"
                + " that all workers share, such as a mounted directory or a bucket\n")
        .doesNotContain("\tat ");

    // A copy, in which nothing can be made.
    Files.copy(ofClient.resolve("base.pt"), ofWorkers.resolve("base.pt"));
    Path copy = Files.createDirectories(ofWorkers.resolve("out"));
    Files.copy(ofClient.resolve("out/run.textproto"), copy.resolve("run.textproto"));
    Files.createFile(copy.resolve(".upstack"));

    Outcome unwritable = generate(configuration);

    assertThat(unwritable.status()).as(unwritable.errors()).isEqualTo(2);
    assertThat(unwritable.errors())
        .containsPattern("1 problem in what the worker on .+ process [0-9]+ has:\n")
        .contains("\n  --output: cannot write in /proc/self/cwd/out: ")
        .doesNotContain("\tat ");

    // Another run's.
    Files.delete(copy.resolve(".upstack"));
    Files.writeString(copy.resolve("run.textproto"), "shard_size: 3\n");

    Outcome foreign = generate(configuration);

    assertThat(foreign.status()).as(foreign.errors()).isEqualTo(2);
    assertThat(foreign.errors())
        .contains("\n  --output: /proc/self/cwd/out is not the output of this run here; ");
    assertThat(objects(ofClient.resolve("out"))).isEmpty();
    assertThat(objects(copy)).isEmpty();
  }

  private Outcome generate(Path configuration) throws IOException, InterruptedException {
    try (UpstackProcess client =
        UpstackProcess.startIn(
            ofClient,
            home,
            "generate",
            configuration.toString(),
            "--output=" + OWN.resolve("out"),
            "--runner=flink",
            "--flink-master=" + cluster.master())) {
      return client.finish();
    }
  }

  private static Stream<String> objects(Path output) throws IOException {
    return OutputListing.of(output).entries().keySet().stream()
        .filter(name -> !name.endsWith("run.textproto"));
  }
}
