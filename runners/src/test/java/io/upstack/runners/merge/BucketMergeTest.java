package io.upstack.runners.merge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RandomFaults;
import io.upstack.buckets.RecordedRequest;
import io.upstack.proto.CloudStorage;
import io.upstack.runners.CommandLineRun;
import io.upstack.stages.merge.BucketMerge;
import io.upstack.stages.merge.FinishedStage;
import io.upstack.stages.merge.FinishedStages;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.Buckets;
import io.upstack.stages.store.ObjectAssembly;
import io.upstack.stages.store.ObjectAssembly.Standing;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Merges runs of buckets, and into files of buckets. */
final class BucketMergeTest {
  private static final String BUCKET = "study";
  private static final String RUN = "gs://study/run";
  private static final String FILE = "gs://study/merged/samples.npz";
  private static final String PATH = "merged/samples.npz";
  private static final String PARTS = PATH + ".parts/";
  private static final int EDGE = 8;

  /** This size of parts is less than a shard, so that each shard is a part. */
  private static final long SMALL_PART = 1;

  @TempDir private Path directory;
  private BucketServer server;

  @BeforeEach
  void startServer() throws IOException {
    server = BucketServer.start(BUCKET);
    connect();
  }

  private void connect() {
    GcsPatience patience =
        new GcsPatience(
            Duration.ofMillis(1),
            Duration.ofMillis(20),
            Duration.ofSeconds(30),
            Duration.ofSeconds(5),
            Duration.ofSeconds(30));
    Buckets.begin(
        CloudStorage.newBuilder().setEndpoint(server.endpoint()).setAnonymous(true).build(),
        patience);
  }

  @AfterEach
  void stopServer() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @Test
  void theFileHasTheSameBytesWhereverTheRunIs() throws IOException {
    MadeRun inBucket = MadeRun.labelled(RUN, 10, EDGE).write();
    MadeRun local = inBucket.at(directory.resolve("run")).write();
    Path file = directory.resolve("samples.npz");

    assertThat(merge(RUN, FILE))
        .isEqualTo(new CommandLineRun(0, List.of(FILE + ": 10 images of " + RUN), ""));
    assertThat(merge(local.location(), "gs://study/merged/").output())
        .containsExactly(
            "gs://study/merged/samples_10x8x8x3.npz: 10 images of " + local.location());
    assertThat(merge(RUN, file).status()).isZero();

    byte[] expected = inBucket.merged();
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(expected);
    assertThat(server.bytes(BUCKET, "merged/samples_10x8x8x3.npz")).isEqualTo(expected);
    assertThat(Files.readAllBytes(file)).isEqualTo(expected);
    assertThat(server.paths(BUCKET))
        .filteredOn(path -> path.startsWith("merged/"))
        .containsExactly(PATH, "merged/samples_10x8x8x3.npz");
    assertThat(server.metadata(BUCKET, PATH).get("upstack-checksum"))
        .endsWith(" " + expected.length);
  }

  @Test
  void faultsOfTheNetworkCostNoSample() throws IOException {
    MadeRun made = MadeRun.labelled(RUN, 399, EDGE).write();
    RandomFaults faults =
        new RandomFaults(
            11,
            0.05,
            Disturbance.UNAVAILABLE,
            Disturbance.UNAVAILABLE_AFTERWARDS,
            Disturbance.LOST_REPLY,
            Disturbance.CUT_BODY);
    server.disturb(faults);

    merge(SMALL_PART);

    assertThat(faults.met()).isGreaterThan(10);
    server.disturb(request -> Disturbance.NONE);
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    assertThat(parts()).isEmpty();
  }

  /** Each of 100 shards is a part. The npz has one object before them and one after them. */
  @Test
  void requestsAreAFewForEachShard() throws IOException {
    MadeRun.labelled(RUN, 399, EDGE).write();
    connect();
    server.forgetRequests();

    merge(SMALL_PART);

    Map<String, Long> counts = new TreeMap<>();
    server.requests().forEach(request -> counts.merge(request.operation(), 1L, Long::sum));
    assertThat(counts)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                // Is the run a directory, is its bucket there, its shards, parts before and after.
                "list", 5L,
                // Each shard; the record, looked for, found and read; and each joint.
                "get", 100L + 3 + 4,
                "media", 100L + 1,
                "insert", 100L + 2,
                // 32, 32, 32 and 6 to joints, and these to the file.
                "compose", 5L,
                "delete", 100L + 2 + 4));
  }

  @Test
  void whatWasMadeBeforeAFailureIsNotMadeAgain() throws IOException {
    MadeRun made = MadeRun.labelled(RUN, 80, EDGE).write();
    String shard = "run/samples/00013.npz";
    byte[] whole = server.bytes(BUCKET, shard);
    byte[] damaged = whole.clone();
    damaged[400] ^= 1;
    server.put(BUCKET, shard, damaged);

    assertThatThrownBy(() -> merge(SMALL_PART))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "gs://study/run/samples/00013.npz: member 'arr_0.npy' is damaged: its CRC-32 is ")
        .hasMessageEndingWith(
            "; what was made is kept in gs://study/merged/samples.npz.parts: the same command goes"
                + " on from there, or delete it");
    assertThat(server.paths(BUCKET)).doesNotContain(PATH);
    int kept = parts().size();
    assertThat(kept).isBetween(10, 19);

    server.put(BUCKET, shard, whole);
    server.forgetRequests();
    AtomicLong images = new AtomicLong();
    merge(SMALL_PART, images);

    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    assertThat(images).hasValue(80);
    assertThat(requests("insert")).hasSize(20 - kept + 2);
    assertThat(parts()).isEmpty();
  }

  /** Merges a run of 35 shards, so that parts are joined, during one request of another merge. */
  @ParameterizedTest
  @CsvSource({"insert, 1", "insert, 20", "insert, 37", "compose, 1", "compose, 2", "compose, 3"})
  void aMergeThatBeginsAndEndsDuringAnotherLeavesItTheFile(String operation, int number)
      throws Exception {
    MadeRun made = MadeRun.labelled(RUN, 140, EDGE).write();

    meet(operation, number, Standing.KEPT);

    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    assertThat(parts()).isEmpty();
  }

  /** The second merge begins once all objects of the first exist, and before any is deleted. */
  @Test
  void mergesThatReplaceAFileAtOnceBothEndWell() throws Exception {
    MadeRun made = MadeRun.labelled(RUN, 40, EDGE).write();
    for (int number = 1; number <= 12; number++) {
      server.put(BUCKET, PATH, new byte[] {1});
      meet("insert", number, Standing.REPLACED);
      assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    }
    server.put(BUCKET, PATH, new byte[] {1});
    meet("compose", 1, Standing.REPLACED);
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    assertThat(parts()).isEmpty();
  }

  @Test
  void mergesThatRaceAllEndWell() throws Exception {
    MadeRun made = MadeRun.labelled(RUN, 140, EDGE).write();
    ExecutorService executor = Executors.newFixedThreadPool(4);
    try {
      List<Callable<Void>> merges = Collections.nCopies(4, merging(Standing.KEPT));
      for (Future<Void> merge : executor.invokeAll(merges)) {
        merge.get();
      }
    } finally {
      executor.shutdownNow();
    }
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
    assertThat(parts()).isEmpty();
  }

  @Test
  void aMergeWhosePartsAnotherRunsMergeRemovesSaysSo() throws Exception {
    MadeRun.labelled(RUN, 40, EDGE).write();
    MadeRun.labelled("gs://study/other", 20, EDGE).write();
    Callable<Void> other = () -> merge("gs://study/other", SMALL_PART, Standing.KEPT);

    assertThatThrownBy(() -> meet("compose", 1, Standing.KEPT, other))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            FILE + " was made by something else meanwhile, and is not overwritten");

    server.disturb(request -> Disturbance.NONE);
    Callable<Void> again = () -> merge("gs://study/other", SMALL_PART, Standing.REPLACED);
    assertThatThrownBy(() -> meet("compose", 1, Standing.REPLACED, again))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            FILE
                + ".parts is used by another merge into the same object, which has removed parts"
                + " of this one; run the command again when the other has ended");
  }

  private void meet(String operation, int number, Standing existing) throws Exception {
    meet(operation, number, existing, merging(existing));
  }

  /** Merges the run; at one of its requests, counted by operation, another merge happens. */
  private void meet(String operation, int number, Standing existing, Callable<Void> other)
      throws Exception {
    AtomicInteger left = new AtomicInteger(number);
    AtomicReference<Exception> failure = new AtomicReference<>();
    server.disturb(
        request -> {
          if (request.operation().equals(operation) && left.decrementAndGet() == 0) {
            try {
              other.call();
            } catch (Exception e) {
              failure.set(e);
            }
          }
          return Disturbance.NONE;
        });
    merge(RUN, SMALL_PART, existing);
    assertThat(left.get()).as("the other has begun").isLessThanOrEqualTo(0);
    assertThat(failure.get()).isNull();
  }

  private static Callable<Void> merging(Standing existing) {
    return () -> merge(RUN, SMALL_PART, existing);
  }

  private static Void merge(String run, long partBytes, Standing existing) throws IOException {
    merge(run, partBytes, existing, new AtomicLong());
    return null;
  }

  @Test
  void anotherFileIsReplacedOnlyIfTold() throws IOException {
    MadeRun made = MadeRun.unlabelled(RUN, 10, EDGE).write();
    server.put(BUCKET, PATH, new byte[] {1});

    CommandLineRun refused = merge(RUN, FILE);

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .contains(
            "FILE.npz: '%s' exists and is not overwritten: name another file, remove it, or give"
                    .formatted(FILE)
                + " --overwrite");
    assertThat(server.bytes(BUCKET, PATH)).containsExactly(1);
    assertThat(merge(RUN, FILE, "--overwrite").status()).isZero();
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(made.merged());
  }

  @Test
  void tellsAllThatIsWrongBeforeItBegins() throws IOException {
    MadeRun.labelled(RUN, 40, EDGE).write();
    try (ObjectStore store = ObjectStores.open(RUN)) {
      store.delete("samples/00002.npz");
    }
    server.put(
        BUCKET,
        "run/samples/00003.npz",
        new byte[] {1},
        server.metadata(BUCKET, "run/samples/00004.npz"));
    server.forgetRequests();

    CommandLineRun refused = merge(RUN, "gs://nowhere/samples.npz");

    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.errors())
        .startsWith(
            """
            3 problems in what was given to merge:
              RUN: 1 of 10 shards in 'gs://study/run' is missing (samples/00002.npz): a run that is finished was expected; the command that began the run makes them
              RUN: 1 of 10 shards in 'gs://study/run' is damaged (samples/00003.npz): what is there is not what was written; the command that began the run makes them
              FILE.npz: gs://nowhere cannot be listed: bucket 'nowhere' does not exist\
            """);
    assertThat(requests("insert")).isEmpty();
    assertThat(merge("gs://study/other", FILE).errors())
        .contains("RUN: there is no directory 'gs://study/other'");
  }

  @Test
  void aFileAmongTheShardsIsRefused() throws IOException {
    MadeRun.labelled(RUN, 10, EDGE).write();
    assertThat(merge(RUN, "gs://study/run/samples/all.npz").errors())
        .isEqualTo(
            """
            1 problem in what was given to merge:
              FILE.npz: 'gs://study/run/samples/all.npz' is among the shards of the run, where it would count as samples: name another directory than gs://study/run/samples
            """);
    assertThat(merge(RUN, "gs://study/run/").status()).isZero();
    assertThat(server.paths(BUCKET)).contains("run/samples_10x8x8x3.npz");
  }

  private static void merge(long partBytes) throws IOException {
    merge(partBytes, new AtomicLong());
  }

  private static void merge(long partBytes, AtomicLong images) throws IOException {
    merge(RUN, partBytes, Standing.KEPT, images);
  }

  private static void merge(String run, long partBytes, Standing existing, AtomicLong images)
      throws IOException {
    Problems problems = new Problems();
    try (FinishedStage stage =
            new FinishedStages("RUN", problems).open(run, StackLayouts::samples).orElseThrow();
        ObjectAssembly assembly = ObjectAssembly.open(FILE)) {
      new BucketMerge(stage, (name, count) -> images.addAndGet(count), partBytes)
          .write(assembly, existing);
    }
  }

  private CommandLineRun merge(Object run, Object target, String... more) {
    return CommandLineRun.of(
        "merge",
        run,
        target,
        "--gcs-anonymous",
        "--gcs-endpoint=" + server.endpoint(),
        more.length == 0 ? "--stage=samples" : more[0]);
  }

  private List<String> parts() {
    return server.paths(BUCKET).stream().filter(path -> path.startsWith(PARTS)).toList();
  }

  private List<RecordedRequest> requests(String operation) {
    return server.requests().stream()
        .filter(request -> request.operation().equals(operation))
        .toList();
  }
}
