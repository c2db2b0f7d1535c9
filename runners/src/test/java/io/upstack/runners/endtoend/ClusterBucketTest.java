package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.FaultPlan;
import io.upstack.buckets.RandomFaults;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Executes a run on a cluster of processes that share nothing but a bucket. */
@Tag("slow")
@Timeout(600)
final class ClusterBucketTest {
  private static final int SHARDS = 12;

  @TempDir private Path directory;
  private StudyBucket bucket;
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    bucket = StudyBucket.start();
    server = bucket.server();
  }

  @AfterEach
  void stopServer() {
    bucket.close();
  }

  @Test
  void endsWithTheBytesOfAnUndisturbedLocalRunWhateverGoesWrong() throws Exception {
    Path local = Files.createDirectory(directory.resolve("local"));
    Path undisturbed = directory.resolve("undisturbed");
    Path reference = SmallReference.shipped().writeTo(local.resolve("reference.npz"));
    Path localStack = SmallStack.write(local, ofManyShards(SmallStack.builder(reference)));
    assertThat(InProcess.run(localStack, undisturbed).status()).isZero();
    bucket.put("references/small.npz", reference);
    Path stack = SmallStack.write(directory, ofManyShards(StudyBucket.stack()));
    server.slowness(Duration.ofMillis(200));
    server.disturb(RandomFaults.ofAllKinds(5, 0.05));

    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2);
        UpstackProcess client = run(cluster, stack)) {
      await().atMost(Duration.ofMinutes(3)).until(() -> samples() >= 3);
      cluster.kill("taskmanager-1");
      Outcome outcome = client.finish();

      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(outcome.output()).contains("report: " + StudyBucket.OUTPUT + "/report/index.html");
      assertThat(cluster.stop().status()).isZero();
    }
    server.disturb(FaultPlan.none());
    assertThat(bucket.repeatable()).isEqualTo(StudyBucket.repeatable(undisturbed));
  }

  private UpstackProcess run(ClusterProcesses cluster, Path stack) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "run",
                stack.toString(),
                "--output=" + StudyBucket.OUTPUT,
                "--runner=flink",
                "--flink-master=" + cluster.master()));
    arguments.addAll(bucket.options(directory.resolve("cache")));
    return UpstackProcess.start(directory, arguments.toArray(String[]::new));
  }

  private static RunConfiguration.Builder ofManyShards(RunConfiguration.Builder stack) {
    stack.getGenerationBuilder().setNumSamples(SHARDS * 8);
    stack.getExecutionBuilder().setShardSize(8);
    return stack;
  }

  private long samples() {
    return server.paths(StudyBucket.BUCKET).stream()
        .filter(path -> path.startsWith("runs/one/samples/"))
        .count();
  }
}
