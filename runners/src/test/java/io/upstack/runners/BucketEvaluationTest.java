package io.upstack.runners;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs evaluations and makes references whose files are in a bucket. */
final class BucketEvaluationTest {
  private static final String BUCKET = "study";
  private static final String EXTRACTOR = "gs://study/models/features.pt";

  @TempDir private Path directory;
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
    put("models/features.pt", FashionStack.EXTRACTOR);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void givesTheLinesOfTheLocalEvaluationAndFindsAgainWhatItHasComputed() throws IOException {
    Path reference = FashionStack.smallReference(directory.resolve("reference.npz"), 100);
    Path samples = Files.createDirectory(directory.resolve("samples"));
    put("references/small.npz", reference);
    put("run/samples/00000.npz", FashionStack.images(samples.resolve("00000.npz"), 200, 220));
    put("run/samples/00001.npz", FashionStack.images(samples.resolve("00001.npz"), 220, 250));
    server.put(BUCKET, "run/run.textproto", new byte[0]);
    CommandLineRun local =
        evaluate(
            reference, samples, FashionStack.EXTRACTOR, "--cache=" + directory.resolve("cache"));

    CommandLineRun first = evaluateInBucket("gs://study/references/small.npz", "gs://study/run");

    assertThat(local.output()).hasSize(5);
    assertThat(first).isEqualTo(local);
    List<String> kept = under("cache/");
    assertThat(kept).anyMatch(path -> path.startsWith("cache/features/"));

    server.forgetRequests();
    assertThat(evaluateInBucket("gs://study/references/small.npz", "gs://study/run/samples/"))
        .isEqualTo(local);
    assertThat(under("cache/")).isEqualTo(kept);
    assertThat(written()).isNotEmpty().allMatch(path -> path.contains("upstack-probe-"));
  }

  @Test
  void readsPicturesAndWritesAReport() throws IOException {
    Path samples = FashionStack.pictures(directory.resolve("pictures"), 0, 40);
    Path reference = FashionStack.pictures(directory.resolve("others"), 60, 140);
    putAll("samples/", samples);
    putAll("reference/", reference);
    CommandLineRun local =
        evaluate(
            reference, samples, FashionStack.EXTRACTOR, "--cache=" + directory.resolve("cache"));

    CommandLineRun inBucket =
        evaluateInBucket(
            "gs://study/reference", "gs://study/samples", "--output=gs://study/evaluation");

    assertThat(local.output()).hasSize(5);
    assertThat(inBucket).isEqualTo(local);
    assertThat(under("evaluation/")).contains("evaluation/report/index.html");
  }

  @Test
  void tellsWhatIsWrongWithBucketsBeforeItBegins() throws IOException {
    put("samples/a.npz", FashionStack.images(directory.resolve("a.npz"), 0, 8));
    server.put(BUCKET, "models/text.pt", "text".getBytes(UTF_8));

    CommandLineRun refused =
        evaluate(
            "gs://study/missing",
            "gs://study/samples",
            "gs://study/models/text.pt",
            inBucket("--cache=gs://nowhere/cache", "--output=gs://study/samples/evaluation"));

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .startsWith(
            """
            4 problems in what was given to evaluate:
              --reference: there is no object 'gs://study/missing'
              --extractor: extractor gs://study/models/text.pt is a text file that begins with 'text'\
            """)
        .contains(
            "  --cache: gs://nowhere/cache cannot be listed: bucket 'nowhere' does not exist",
            "  --output: 'gs://study/samples/evaluation' is where the samples are, which are only"
                + " read: name another directory");
    assertThat(written()).isEmpty();
  }

  @Test
  void writesAReferenceWithTheBytesOfALocalOne() throws IOException {
    Path images = FashionStack.images(directory.resolve("images.npz"), 0, 30);
    put("images.npz", images);
    Path local = directory.resolve("reference.npz");
    assertThat(reference(images, FashionStack.EXTRACTOR, local).status()).isZero();

    String made = "gs://study/references/made.npz";
    CommandLineRun first = reference("gs://study/images.npz", EXTRACTOR, made, inBucket());
    CommandLineRun again = reference("gs://study/images.npz", EXTRACTOR, made, inBucket());
    CommandLineRun replaced =
        reference("gs://study/images.npz", EXTRACTOR, made, inBucket("--overwrite"));

    assertThat(first.errors()).isEmpty();
    assertThat(first.output().get(0)).startsWith(made + ": 30 images of 32x32 pixels");
    assertThat(server.bytes(BUCKET, "references/made.npz")).isEqualTo(Files.readAllBytes(local));
    assertThat(again.status()).isEqualTo(2);
    assertThat(again.errors())
        .contains(
            "--output: '%s' exists and is not overwritten: name another file, remove it, or give"
                    .formatted(made)
                + " --overwrite");
    assertThat(replaced.status()).isZero();
  }

  private CommandLineRun evaluateInBucket(String reference, String samples, String... more) {
    List<String> options = new ArrayList<>(List.of(more));
    options.add("--cache=gs://study/cache");
    return evaluate(reference, samples, EXTRACTOR, inBucket(options.toArray(String[]::new)));
  }

  private String[] inBucket(String... more) {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--gcs-anonymous",
                "--gcs-endpoint=" + server.endpoint(),
                "--gcs-cache=" + directory.resolve("inputs")));
    options.addAll(List.of(more));
    return options.toArray(String[]::new);
  }

  private static CommandLineRun evaluate(
      Object reference, Object samples, Object extractor, String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--reference=" + reference,
                "--samples=" + samples,
                "--extractor=" + extractor));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  private static CommandLineRun reference(
      Object images, Object extractor, Object output, String... more) {
    List<Object> arguments =
        new ArrayList<>(
            List.of(
                "reference",
                "--images=" + images,
                "--extractor=" + extractor,
                "--output=" + output));
    arguments.addAll(List.of(more));
    return CommandLineRun.of(arguments.toArray());
  }

  private void put(String path, Path file) throws IOException {
    server.put(BUCKET, path, Files.readAllBytes(file));
  }

  private void putAll(String prefix, Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        put(prefix + file.getFileName(), file);
      }
    }
  }

  private List<String> under(String prefix) {
    return server.paths(BUCKET).stream().filter(path -> path.startsWith(prefix)).toList();
  }

  private List<String> written() {
    return server.requests().stream()
        .filter(request -> List.of("insert", "start", "delete").contains(request.operation()))
        .map(RecordedRequest::object)
        .toList();
  }
}
