package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.upstack.buckets.EmulatorBucket;
import io.upstack.proto.RunConfiguration;
import io.upstack.runners.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Executes a whole run whose inputs and output are in a bucket of an emulator. */
@EnabledIfEnvironmentVariable(
    named = EmulatorBucket.VARIABLE,
    matches = ".+",
    disabledReason = EmulatorBucket.MISSING)
final class EmulatorRunTest {
  private static final String RUN = "runs/one/";

  @TempDir private Path directory;
  private EmulatorBucket bucket;

  @BeforeEach
  void fillBucket() throws IOException {
    bucket = EmulatorBucket.create();
    for (String model : StudyBucket.MODELS) {
      put("models/" + model, SmallStack.MODELS.resolve(model));
    }
  }

  @AfterEach
  void deleteBucket() {
    bucket.close();
  }

  private void put(String path, Path file) throws IOException {
    bucket.put(path, Files.readAllBytes(file), Map.of());
  }

  @Test
  void leavesTheBytesOfALocalRunGoesOnWhereItWasAndIsMerged() throws Exception {
    Path local = Files.createDirectory(directory.resolve("local"));
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(SmallStack.write(local), undisturbed).status()).isZero();
    put("references/small.npz", local.resolve("reference.npz"));

    Outcome first = run();

    assertThat(first.errors()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(repeatable()).isEqualTo(StudyBucket.repeatable(undisturbed));

    bucket.delete(RUN + "samples/00001.npz");
    assertThat(run().status()).isZero();
    assertThat(repeatable()).isEqualTo(StudyBucket.repeatable(undisturbed));

    Path merged = directory.resolve("merged.npz");
    assertThat(CommandLineRun.of("merge", undisturbed, merged).status()).isZero();
    CommandLineRun inBucket =
        CommandLineRun.of("merge", url(RUN), url("merged.npz"), "--gcs-anonymous", endpoint());
    assertThat(inBucket.errors()).isEmpty();
    assertThat(bucket.bytes("merged.npz")).isEqualTo(Files.readAllBytes(merged));
    assertThat(bucket.paths()).noneMatch(path -> path.contains(".parts/"));
  }

  private Outcome run() throws IOException {
    RunConfiguration.Builder stack = StudyBucket.stack(url("models/"));
    stack.getEvaluationBuilder().setReference(url("references/small.npz"));
    return InProcess.runInBucket(
        SmallStack.write(directory, stack),
        url(RUN),
        "--gcs-anonymous",
        endpoint(),
        "--gcs-cache=" + directory.resolve("cache"));
  }

  private String endpoint() {
    return "--gcs-endpoint=" + bucket.endpoint();
  }

  private String url(String path) {
    return "gs://%s/%s".formatted(bucket.name(), path);
  }

  private Map<String, String> repeatable() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    for (String path : bucket.paths()) {
      if (path.startsWith(RUN)) {
        String sha256 = Hashing.sha256().hashBytes(bucket.bytes(path)).toString();
        contents.put(path.substring(RUN.length()), sha256);
      }
    }
    return StudyBucket.repeatable(contents);
  }
}
