package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.FaultPlan;
import io.upstack.buckets.RandomFaults;
import io.upstack.buckets.RecordedRequest;
import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A whole run whose inputs and output are in a bucket. */
final class BucketRunTest {
  private static final String BUCKET = "study";
  private static final String OUTPUT = "gs://study/runs/one";
  private static final List<String> MODELS =
      List.of("base.pt", "classifier.pt", "upsampler.pt", "features.pt");

  @TempDir private Path directory;
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
    for (String model : MODELS) {
      put("models/" + model, SmallStack.MODELS.resolve(model));
    }
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  @Test
  void endsWithTheBytesOfAnUndisturbedLocalRunWhateverGoesWrong() throws Exception {
    Path local = Files.createDirectory(directory.resolve("local"));
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(SmallStack.write(local), undisturbed).status()).isZero();
    put("references/small.npz", local.resolve("reference.npz"));
    RandomFaults faults =
        new RandomFaults(
            11,
            0.05,
            Disturbance.UNAVAILABLE,
            Disturbance.UNAVAILABLE_AFTERWARDS,
            Disturbance.LOST_REPLY,
            Disturbance.CUT_BODY,
            Disturbance.SLOW_FIRST_BYTE);
    server.slowness(Duration.ofMillis(200));
    server.disturb(faults);

    Outcome first = run();

    assertThat(first.errors()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.output()).contains("report: " + OUTPUT + "/report/index.html");
    assertThat(faults.met()).isGreaterThan(3);
    assertThat(repeatable()).isEqualTo(repeatable(undisturbed));

    server.disturb(FaultPlan.none());
    server.forgetRequests();
    Map<String, String> before = repeatable();
    assertThat(run().status()).isZero();
    assertThat(repeatable()).isEqualTo(before);
    assertThat(written()).allMatch(path -> path.contains("report/") || path.contains("probe"));
  }

  @Test
  void comparesWithADirectoryOfABucketAsWithALocalOne() throws Exception {
    Path references = Files.createDirectory(directory.resolve("references"));
    Path reference = SmallReference.shipped().writeTo(references.resolve("small.npz"));
    put("references/small.npz", reference);
    Path configuration = SmallStack.write(directory, SmallStack.builder(references));
    Outcome local = InProcess.run(configuration, directory.resolve("local"));

    Outcome inBucket =
        run(
            "--set=evaluation.reference=gs://study/references",
            "--set=evaluation.reference_cache=gs://study/cache");

    assertThat(inBucket.errors()).isEmpty();
    assertThat(inBucket.output().lines().limit(5).toList())
        .isEqualTo(local.output().lines().limit(5).toList())
        .allMatch(line -> line.matches("[A-Za-z ]+: -?[0-9.E-]+"));
    assertThat(server.paths(BUCKET)).anyMatch(path -> path.startsWith("cache/features/"));
  }

  @Test
  void saysBeforeItStartsWhatIsWrongWithBuckets() throws Exception {
    put("references/small.npz", SmallReference.shipped().writeTo(directory.resolve("small.npz")));
    server.deny("storage.objects.create");

    Outcome refused = run();

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .contains("1 problem in ")
        .contains("--output: gs://study/runs/one/upstack-probe-")
        .contains("cannot be written: the permission storage.objects.create is missing");

    Outcome missing =
        InProcess.runInBucket(
            configuration("gs://nowhere/models/"),
            "gs://study?",
            "--gcs-anonymous",
            "--gcs-endpoint=" + server.endpoint());

    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.errors())
        .contains(
            "generation.base.model_path: gs://nowhere/models/base.pt cannot be listed: bucket"
                + " 'nowhere' does not exist")
        .contains("--output: 'gs://study?': 'study?' is no name of a bucket");
  }

  private Outcome run(String... more) throws IOException {
    List<String> options =
        new ArrayList<>(
            List.of(
                "--gcs-anonymous",
                "--gcs-endpoint=" + server.endpoint(),
                "--gcs-cache=" + directory.resolve("cache")));
    options.addAll(List.of(more));
    return InProcess.runInBucket(
        configuration("gs://study/models/"), OUTPUT, options.toArray(String[]::new));
  }

  private Path configuration(String models) throws IOException {
    RunConfiguration.Builder stack = SmallStack.builder(Path.of("replaced"));
    stack.getGenerationBuilder().getBaseBuilder().setModelPath(models + "base.pt");
    stack
        .getGenerationBuilder()
        .getBaseBuilder()
        .getClassifierBuilder()
        .setClassifierPath(models + "classifier.pt");
    stack.getGenerationBuilder().getUpsamplerBuilder().setModelPath(models + "upsampler.pt");
    stack
        .getEvaluationBuilder()
        .setExtractor(models + "features.pt")
        .setReference("gs://study/references/small.npz");
    return SmallStack.write(directory, stack);
  }

  private void put(String path, Path file) throws IOException {
    server.put(BUCKET, path, Files.readAllBytes(file));
  }

  private List<String> written() {
    return server.requests().stream()
        .filter(request -> List.of("insert", "start", "delete").contains(request.operation()))
        .map(RecordedRequest::object)
        .toList();
  }

  /** All but measured times, and the record, which names the files by their places. */
  private Map<String, String> repeatable() throws IOException {
    Map<String, String> contents = new TreeMap<>();
    String prefix = OUTPUT.substring("gs://study/".length()) + "/";
    for (String path : server.paths(BUCKET)) {
      if (path.startsWith(prefix)) {
        String sha256 = Hashing.sha256().hashBytes(server.bytes(BUCKET, path)).toString();
        contents.put(path.substring(prefix.length()), sha256);
      }
    }
    contents.keySet().removeIf(BucketRunTest::isOfThisRunAlone);
    return contents;
  }

  private static Map<String, String> repeatable(Path output) throws IOException {
    Map<String, String> contents = new TreeMap<>(OutputListing.of(output).contents());
    contents.keySet().removeIf(BucketRunTest::isOfThisRunAlone);
    assertThat(contents).hasSizeGreaterThan(6);
    return contents;
  }

  private static boolean isOfThisRunAlone(String name) {
    return name.startsWith("journal/")
        || name.startsWith("report/")
        || name.equals("run.textproto");
  }
}
