package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.Buckets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The output of a run that others change while it is at work. It is in a bucket, whose requests say
 * how far the run has come.
 */
final class ChangedOutputTest {
  private static final String BUCKET = "study";

  @TempDir private Path directory;
  private BucketServer server;
  private Path configuration;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
    configuration = SmallStack.write(directory);
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  /** The last shard has 8 samples, then 12, and 16 where the other command is at work. */
  @Test
  void nothingOfALargerRunIsReplaced() throws Exception {
    assertThat(generate("larger", "--num-samples=40").status()).isZero();
    Map<String, Integer> larger = shards("larger/");
    assertThat(larger).hasSize(6);

    whenItIsPut("grown/base/00001.npz", () -> copyLarger("grown/"));
    Outcome other = generate("grown", "--num-samples=24");
    assertEndsAsGrown(other, 8);
    assertThat(shards("grown/")).isEqualTo(larger);

    assertThat(generate("again", "--num-samples=24").status()).isZero();
    Map<String, Integer> smaller = shards("again/");
    assertThat(smaller).hasSize(4);
    whenItIsPut("again/base/00001.npz", () -> copyLarger("again/"));
    Outcome instead = generate("again", "--num-samples=28");
    assertEndsAsGrown(instead, 12);
    assertThat(shards("again/")).isEqualTo(larger).isNotEqualTo(smaller);

    assertThat(generate("again", "--num-samples=40").status()).isZero();
    assertThat(shards("again/")).isEqualTo(larger);
  }

  @Test
  void anOutputThatIsRemovedEndsTheRunAndIsNotTakenOverByAnother() throws Exception {
    whenItIsPut("out/base/00001.npz", () -> remove("out/"));

    Outcome lost = generate("out", "--num-samples=24");

    assertThat(lost.status()).isEqualTo(1);
    assertThat(lost.output()).isEmpty();
    assertThat(lost.errors())
        .contains(
            "run.textproto in gs://study/out is gone or damaged: the output was removed or changed"
                + " while the run was at work");
    assertThat(shards("out/").keySet()).contains("base/00001.npz");
    Outcome another = generate("out", "--seed=8");
    assertThat(another.status()).isEqualTo(2);
    assertThat(another.errors())
        .contains("--output: 'gs://study/out' has no run.textproto, and what generated the ")
        .contains(" of a run that are there (base/00001.npz, ...) is not known: ");
  }

  private static void assertEndsAsGrown(Outcome outcome, int samples) {
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(outcome.output()).isEmpty();
    assertThat(outcome.errors())
        .contains("base/00001.npz in gs://study/")
        .contains(
            " of %d samples: the run has grown meanwhile, and nothing is replaced; start the command again with as many samples as the run has now"
                .formatted(samples));
  }

  private Outcome generate(String output, String option) {
    return InProcess.generateInBucket(
        configuration,
        "gs://study/" + output,
        option,
        "--gcs-anonymous",
        "--gcs-endpoint=" + server.endpoint());
  }

  private interface Step {
    void take() throws IOException;
  }

  /** Does something at the request, before it is answered. */
  private void whenItIsPut(String object, Step step) {
    server.disturb(
        request -> {
          if (request.operation().equals("insert") && request.object().equals(object)) {
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

  private void copyLarger(String prefix) throws IOException {
    for (String path : server.paths(BUCKET)) {
      if (path.startsWith("larger/")) {
        server.put(
            BUCKET,
            prefix + path.substring("larger/".length()),
            server.bytes(BUCKET, path),
            server.metadata(BUCKET, path));
      }
    }
  }

  private void remove(String prefix) throws IOException {
    for (String path : server.paths(BUCKET)) {
      if (path.startsWith(prefix)) {
        server.delete(BUCKET, path);
      }
    }
  }

  /** Returns hashes of the contents, by name. */
  private Map<String, Integer> shards(String prefix) throws IOException {
    Map<String, Integer> shards = new TreeMap<>();
    for (String path : server.paths(BUCKET)) {
      String name = path.startsWith(prefix) ? path.substring(prefix.length()) : "";
      if (name.matches("(base|samples)/.*")) {
        shards.put(name, Arrays.hashCode(server.bytes(BUCKET, path)));
      }
    }
    return shards;
  }
}
