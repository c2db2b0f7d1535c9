package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Changes files of a run during its job on a cluster of processes. */
@Tag("slow")
@Timeout(900)
final class ClusterInputsTest {
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(4);
  private static final int STORAGE_BYTES = 1 << 18;
  private static final int SHARDS = 6;

  @TempDir private Path directory;
  private Path base;
  private Path configuration;
  private Path output;

  @BeforeEach
  void writeConfiguration() throws IOException {
    base = Files.copy(SmallStack.MODELS.resolve("base.pt"), directory.resolve("base.pt"));
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(SHARDS * 8);
    stack.getExecutionBuilder().setShardSize(8);
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(base.toString());
    // The steps take long enough for the test to act while shards are made.
    stack.getGenerationBuilder().getBaseBuilder().getDiffusionBuilder().setTimestepRespacing("15");
    configuration = SmallStack.write(directory, stack);
    output = directory.resolve("out");
  }

  @Test
  void aTaskManagerThatFindsAnotherCheckpointWhenItStartsAgainRefuses() throws Exception {
    byte[] former = Files.readAllBytes(base);
    Path latter =
        PatchedCheckpoint.with(1f, base, STORAGE_BYTES, 3, directory.resolve("latter.pt"));
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1)) {
      OutputListing before;
      try (UpstackProcess client = cluster.run(configuration, output)) {
        awaitShards(2);
        cluster.kill("taskmanager-1");
        before = shards();
        Files.copy(base, directory.resolve("former.pt"));
        Files.move(latter, base, StandardCopyOption.REPLACE_EXISTING);
        assertThat(cluster.startAgain().status()).isZero();

        Outcome refused = client.finish();

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.errors())
            .contains(
                "'%s' has changed: it had SHA-256 %s when this began and has %s now"
                    .formatted(base, sha256(directory.resolve("former.pt")), sha256(base)));
        assertThat(shards().entries()).isEqualTo(before.entries());
      }
      Files.write(base, former);
      try (UpstackProcess client = cluster.run(configuration, output)) {
        Outcome outcome = client.finish();
        assertThat(outcome.status()).as(outcome.errors()).isZero();
      }
      assertThat(shards().entries()).containsAllEntriesOf(before.entries());
      assertThat(cluster.stop().status()).isZero();
    }
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(configuration, undisturbed).status()).isZero();
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(undisturbed).repeatable());
  }

  @Test
  void aRunWhoseOutputIsRemovedEndsAndLeavesNothingToAnother() throws Exception {
    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 1)) {
      try (UpstackProcess client = cluster.run(configuration, output)) {
        awaitShards(2);
        Path removed = Files.move(output, directory.resolve("removed"));
        MoreFiles.deleteRecursively(removed, RecursiveDeleteOption.ALLOW_INSECURE);

        Outcome lost = client.finish();

        assertThat(lost.status()).isEqualTo(1);
        assertThat(lost.output()).isEmpty();
        assertThat(lost.errors())
            .contains(
                "run.textproto in %s is gone or damaged: the output was removed or changed while"
                        .formatted(output)
                    + " the run was at work");
      }
      assertThat(cluster.stop().status()).isZero();
    }
    String[] fewOfAnother = {"--seed=8", "--num-samples=16"};
    Outcome another = InProcess.generate(configuration, output, fewOfAnother);
    if (another.status() == 0) {
      Path undisturbed = directory.resolve("undisturbed");
      assertThat(InProcess.generate(configuration, undisturbed, fewOfAnother).status()).isZero();
      assertThat(shards().contents()).isEqualTo(shards(undisturbed).contents());
    } else {
      assertThat(another.status()).isEqualTo(2);
      assertThat(another.errors()).contains("'%s' has no run.textproto".formatted(output));
    }
  }

  private static String sha256(Path file) throws IOException {
    return InputFile.of(file.toString()).sha256();
  }

  private void awaitShards(int number) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> shards().entries().size() >= number);
  }

  private OutputListing shards() throws IOException {
    return shards(output);
  }

  private static OutputListing shards(Path of) throws IOException {
    return OutputListing.of(of).under("samples/");
  }
}
