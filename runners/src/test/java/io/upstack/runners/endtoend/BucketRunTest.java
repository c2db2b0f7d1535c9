package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.FaultPlan;
import io.upstack.buckets.RandomFaults;
import io.upstack.buckets.RecordedRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Executes a whole run whose inputs and output are in a bucket. */
final class BucketRunTest {
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
    assertThat(InProcess.run(SmallStack.write(local), undisturbed).status()).isZero();
    bucket.put("references/small.npz", local.resolve("reference.npz"));
    RandomFaults faults = RandomFaults.ofAllKinds(11, 0.05);
    server.slowness(Duration.ofMillis(200));
    server.disturb(faults);

    Outcome first = run();

    assertThat(first.errors()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.output()).contains("report: " + StudyBucket.OUTPUT + "/report/index.html");
    assertThat(faults.met()).isGreaterThan(3);
    assertThat(bucket.repeatable()).isEqualTo(StudyBucket.repeatable(undisturbed));

    server.disturb(FaultPlan.none());
    server.forgetRequests();
    Map<String, String> before = bucket.repeatable();
    assertThat(run().status()).isZero();
    assertThat(bucket.repeatable()).isEqualTo(before);
    assertThat(written()).allMatch(path -> path.contains("report/") || path.contains("probe"));
  }

  @Test
  void comparesWithADirectoryOfABucketAsWithALocalOne() throws Exception {
    Path references = Files.createDirectory(directory.resolve("references"));
    Path reference = SmallReference.shipped().writeTo(references.resolve("small.npz"));
    bucket.put("references/small.npz", reference);
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
    assertThat(server.paths(StudyBucket.BUCKET))
        .anyMatch(path -> path.startsWith("cache/features/"));
  }

  @Test
  void saysBeforeItStartsWhatIsWrongWithBuckets() throws Exception {
    bucket.put(
        "references/small.npz", SmallReference.shipped().writeTo(directory.resolve("small.npz")));
    server.deny("storage.objects.create");

    Outcome refused = run();

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .contains("1 problem in ")
        .contains("--output: gs://study/runs/one/upstack-probe-")
        .contains("cannot be written: the permission storage.objects.create is missing");

    Outcome missing =
        InProcess.runInBucket(
            SmallStack.write(directory, StudyBucket.stack("gs://nowhere/models/")),
            "gs://study?",
            "--gcs-anonymous",
            "--gcs-endpoint=" + server.endpoint());

    assertThat(missing.status()).isEqualTo(2);
    assertThat(missing.errors())
        .contains(
            "generation.base.model_path: gs://nowhere/models/base.pt cannot be listed: bucket"
                + " 'nowhere' does not exist")
        .contains("--output: 'gs://study?': 'study?' is not a name of a bucket");
  }

  private Outcome run(String... more) throws IOException {
    List<String> options = new ArrayList<>(bucket.options(directory.resolve("cache")));
    options.addAll(List.of(more));
    return InProcess.runInBucket(
        SmallStack.write(directory, StudyBucket.stack()),
        StudyBucket.OUTPUT,
        options.toArray(String[]::new));
  }

  private List<String> written() {
    return server.requests().stream()
        .filter(request -> List.of("insert", "start", "delete").contains(request.operation()))
        .map(RecordedRequest::object)
        .toList();
  }
}
