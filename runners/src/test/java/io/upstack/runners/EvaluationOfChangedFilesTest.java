package io.upstack.runners;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.UndecodableImages;
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
 * Files that are replaced while they are measured. The cache is in a bucket, whose requests say how
 * far the command has come.
 */
final class EvaluationOfChangedFilesTest {
  /**
   * This request comes when both fingerprints are known, and is answered before images are opened.
   */
  private static final String FIRST_FEATURES = "cache/features/";

  @TempDir private Path directory;
  private BucketServer server;
  private Path reference;
  private Path extractor;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start("study");
    reference = FashionStack.smallReference(directory.resolve("reference.npz"), 100);
    extractor = Files.copy(FashionStack.EXTRACTOR, directory.resolve("features.pt"));
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @Test
  void samplesThatAreReplacedForAWhileAreNotKeptUnderTheFingerprintOfTheFormer()
      throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 200, 240);
    Path other = FashionStack.images(directory.resolve("other.npz"), 300, 340);
    assertChangeIsSeen(samples, samples, other, "list", FIRST_FEATURES);
  }

  @Test
  void aPictureThatIsReplacedForAWhileIsNotKeptUnderTheFingerprintOfTheFormer() throws IOException {
    Path samples = FashionStack.pictures(directory.resolve("samples"), 200, 220);
    Path other = FashionStack.pictures(directory.resolve("others"), 300, 301);
    assertChangeIsSeen(
        samples, samples.resolve("0003.png"), other.resolve("0000.png"), "list", FIRST_FEATURES);
  }

  @Test
  void aReferenceThatIsReplacedForAWhileIsNotKeptUnderTheFingerprintOfTheFormer()
      throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 200, 240);
    Path other = FashionStack.smallReference(directory.resolve("other.npz"), 99);
    assertChangeIsSeen(samples, reference, other, "list", FIRST_FEATURES);
  }

  /** The statistics of a reference are read last of all, long after its images. */
  @Test
  void statisticsOfAReferenceThatIsReplacedLaterAreNotUsed() throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 200, 240);
    Path other = FashionStack.smallReference(directory.resolve("other.npz"), 99);
    assertChangeIsSeen(samples, reference, other, "list", "cache/metrics/");
  }

  @Test
  void anExtractorThatIsReplacedForAWhileKeepsNothing() throws IOException {
    Path samples = FashionStack.images(directory.resolve("samples.npz"), 200, 240);
    Path other = Files.writeString(directory.resolve("other.pt"), "another");
    assertChangeIsSeen(samples, extractor, other, "list", FIRST_FEATURES);
  }

  private void assertChangeIsSeen(
      Path samples, Path file, Path other, String operation, String prefix) throws IOException {
    Path former = Files.copy(file, directory.resolve("former"));
    server.disturb(
        request -> {
          if (request.operation().equals(operation) && request.object().startsWith(prefix)) {
            server.disturb(unused -> Disturbance.NONE);
            replace(file, other);
          }
          return Disturbance.NONE;
        });
    String before = fingerprint(file, samples);

    CommandLineRun changed = evaluate(samples, "gs://study/cache");

    String after = fingerprint(file, samples);
    assertThat(changed.status()).as(changed.errors()).isEqualTo(1);
    assertThat(changed.output()).isEmpty();
    assertThat(changed.errors())
        .contains(
            "has changed: it had SHA-256 %s when this began and has %s now"
                .formatted(before, after));

    replace(file, former);
    CommandLineRun right = evaluate(samples, "gs://study/cache");
    assertThat(right.errors()).isEmpty();
    assertThat(right.output())
        .hasSize(5)
        .isEqualTo(evaluate(samples, "gs://study/fresh").output())
        .isEqualTo(evaluate(samples, "gs://study/cache").output());
    assertThat(under("cache/")).isEqualTo(under("fresh/"));
  }

  /** Returns the fingerprint that a message names: for a picture, that of the set it belongs to. */
  private String fingerprint(Path file, Path samples) throws IOException {
    if (file.equals(extractor)) {
      return InputFile.of(file.toString()).sha256();
    }
    Path named = file.startsWith(samples) ? samples : file;
    return ImageSets.open(named.toString(), UndecodableImages.REFUSED).sha256();
  }

  private List<String> under(String prefix) {
    return server.paths("study").stream()
        .filter(path -> path.startsWith(prefix))
        .map(path -> path.substring(prefix.length()))
        .filter(path -> !path.startsWith("journal/"))
        .toList();
  }

  private CommandLineRun evaluate(Path samples, String cache) {
    return CommandLineRun.of(
        "evaluate",
        "--reference=" + reference,
        "--samples=" + samples,
        "--extractor=" + extractor,
        "--cache=" + cache,
        "--gcs-anonymous",
        "--gcs-endpoint=" + server.endpoint());
  }

  private void replace(Path file, Path content) {
    try {
      Path copy = directory.resolve("renamed");
      Files.copy(content, copy, StandardCopyOption.REPLACE_EXISTING);
      Files.move(copy, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
