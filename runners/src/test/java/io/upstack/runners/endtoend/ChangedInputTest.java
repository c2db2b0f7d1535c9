package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files that are replaced between when a run records their fingerprints and when it loads them. The
 * run keeps what it finds of its reference in a bucket, whose requests say how far it has come.
 */
final class ChangedInputTest {
  private static final int STORAGE_BYTES = 1 << 18;

  @TempDir private Path directory;
  private BucketServer server;
  private Path base;
  private Path reference;
  private Path output;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start("study");
    base = Files.copy(SmallStack.MODELS.resolve("base.pt"), directory.resolve("base.pt"));
    reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    output = directory.resolve("out");
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @Test
  void aCheckpointThatIsReplacedOnceItIsRecordedIsNotSampledFrom() throws Exception {
    byte[] former = Files.readAllBytes(base);
    byte[] latter = Files.readAllBytes(otherCheckpoint());

    onceAsked("insert", "renamed/features/", () -> replace(base, latter));
    assertEndsAsChanged(base, former, "renamed");
    assertThat(output.resolve("run.textproto")).exists();
    assertThat(objects()).isEmpty();

    replace(base, former);
    onceAsked("insert", "rewritten/features/", () -> Files.write(base, latter));
    assertEndsAsChanged(base, former, "rewritten");
    assertThat(objects()).isEmpty();

    Files.write(base, former);
    Outcome again = run(output, "rewritten");
    assertThat(again.errors()).isEmpty();
    assertThat(again.status()).isZero();
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(run(undisturbed, "rewritten").output().lines().limit(5).toList())
        .isEqualTo(again.output().lines().limit(5).toList());
    assertThat(OutputListing.of(output).repeatable())
        .isEqualTo(OutputListing.of(undisturbed).repeatable());
  }

  /** A probe is put into the cache for a moment, once the reference is known. */
  @Test
  void aReferenceThatIsReplacedOnceItIsKnownIsNotKeptInTheCache() throws Exception {
    byte[] former = Files.readAllBytes(reference);
    byte[] latter =
        Files.readAllBytes(
            SmallReference.shipped().without("arr_1").writeTo(directory.resolve("other.npz")));

    onceAsked("insert", "cache/upstack-probe-", () -> replace(reference, latter));
    assertEndsAsChanged(reference, former, "cache");
    assertThat(server.paths("study")).noneMatch(path -> path.contains("features/"));
    assertThat(objects()).isEmpty();

    replace(reference, former);
    Outcome again = run(output, "cache");
    assertThat(again.status()).isZero();
    assertThat(run(directory.resolve("undisturbed"), "elsewhere").output().lines().limit(5))
        .isEqualTo(again.output().lines().limit(5).toList());
  }

  /** Writes a checkpoint of a network that samples something else. */
  private Path otherCheckpoint() throws IOException {
    return PatchedCheckpoint.with(1f, base, STORAGE_BYTES, 3, directory.resolve("other.pt"));
  }

  private void assertEndsAsChanged(Path file, byte[] former, String cache) throws Exception {
    Outcome ended = run(output, cache);
    assertThat(ended.status()).isEqualTo(1);
    assertThat(ended.output()).isEmpty();
    assertThat(ended.errors())
        .contains(
            ("'%s' has changed: it had SHA-256 %s when this began and has %s now; it must not"
                    + " change while it is used: put the former content back, or start again with"
                    + " the new one")
                .formatted(file, sha256(former), sha256(Files.readAllBytes(file))));
  }

  private String sha256(byte[] content) throws IOException {
    return InputFile.of(Files.write(directory.resolve("content"), content).toString()).sha256();
  }

  /** Lists the shards of the run, which may have a record already. */
  private List<String> objects() throws IOException {
    return OutputListing.of(output).entries().keySet().stream()
        .filter(name -> name.matches("(base|samples|features)/.*"))
        .toList();
  }

  private Outcome run(Path into, String cache) throws IOException {
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(base.toString());
    stack.getEvaluationBuilder().setReferenceCache("gs://study/" + cache);
    return InProcess.run(
        SmallStack.write(directory, stack),
        into,
        "--gcs-anonymous",
        "--gcs-endpoint=" + server.endpoint());
  }

  private interface Step {
    void take() throws IOException;
  }

  /** Does something at the first such request, before it is answered. */
  private void onceAsked(String operation, String prefix, Step step) {
    server.disturb(
        request -> {
          if (request.operation().equals(operation) && request.object().startsWith(prefix)) {
            server.disturb(unused -> Disturbance.NONE);
            try {
              step.take();
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          }
          return Disturbance.NONE;
        });
  }

  private void replace(Path file, byte[] content) throws IOException {
    Path other = Files.write(directory.resolve("renamed"), content);
    Files.move(other, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }
}
