package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RandomFaults;
import io.upstack.buckets.RecordedRequest;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsException;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsPatience;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Runs a bucket's store with a network that breaks and a server that refuses. */
class GcsFaultsTest {
  private static final String BUCKET = "faulty-bucket";
  private static final String NAME = "samples/00012.npz";
  private static final String PATH = "run/samples/00012.npz";
  private static final int LARGE = 20_000_003;

  private BucketServer server;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    server.slowness(Duration.ofMillis(1500));
    store = open(Duration.ofSeconds(20));
    server.forgetRequests();
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  private ObjectStore open(Duration deadline) throws IOException {
    return open(BucketClients.patience(deadline));
  }

  /** This applies only to slow replies, because a busy machine can look like a slow server. */
  private void giveUpOnSlowReplies(Disturbance disturbance) throws IOException {
    if (disturbance == Disturbance.SLOW_FIRST_BYTE) {
      store.close();
      store = open(BucketClients.patience(Duration.ofMinutes(1), Duration.ofMillis(700)));
    }
  }

  private ObjectStore open(GcsPatience patience) throws IOException {
    GcsClient client = GcsClient.open(BucketClients.settings(server.endpoint()), patience);
    return BucketStores.open(client, GcsLocation.parse("gs://faulty-bucket/run"));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, UNAVAILABLE_AFTERWARDS",
    "1000, LOST_REPLY",
    "20000003, UNAVAILABLE_AFTERWARDS",
    "20000003, LOST_REPLY",
    "20000003, CUT_BODY",
    "20000003, SLOW_FIRST_BYTE"
  })
  void anObjectWhoseReplyWasLostIsRecognised(int size, Disturbance disturbance) throws IOException {
    byte[] first = random(2, size);
    byte[] second = random(3, size);
    giveUpOnSlowReplies(disturbance);
    disturbOnce(disturbance);
    StoredObject created = store.create(NAME, output -> output.write(first));
    long generation = server.generation(BUCKET, PATH);

    assertThat(created.size()).isEqualTo(size);
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(first);

    disturbOnce(disturbance);
    StoredObject replaced = store.replace(NAME, output -> output.write(second));

    assertThat(store.list("")).containsExactly(replaced);
    assertThat(server.bytes(BUCKET, PATH)).isEqualTo(second);
    assertThat(server.generation(BUCKET, PATH)).isEqualTo(generation + 1);
    assertThat(SpooledFiles.left()).isEmpty();
  }

  /** Disturbs the first request that has an effect. */
  private void disturbOnce(Disturbance disturbance) {
    AtomicInteger writes = new AtomicInteger();
    server.disturb(
        request ->
            List.of("insert", "session").contains(request.operation())
                    && writes.getAndIncrement() == 0
                ? disturbance
                : Disturbance.NONE);
  }

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "NONE")
  void whateverKindOfFaultBefallsATenthOfAllRequestsObjectsAreWhole(Disturbance kind)
      throws IOException {
    giveUpOnSlowReplies(kind);
    server.slowness(Duration.ofMillis(800));
    RandomFaults faults = new RandomFaults(5, 0.1, kind);
    server.disturb(faults);
    for (int version = 1; version <= 20; version++) {
      String name = "samples/%05d.npz".formatted(version);
      assertThat(store.create(name, Contents.of(version)))
          .isEqualTo(Contents.object(name, version));
      assertThat(store.replace("report", Contents.of(version)))
          .isEqualTo(Contents.object("report", version));
      assertThat(StoreFormat.readFully(store, name)).isEqualTo(Contents.bytes(version));
    }
    store.delete("report");

    assertThat(faults.met()).isGreaterThan(5);
    List<StoredObject> listed = store.list("");
    assertThat(listed).hasSize(20);
    assertThat(listed.get(6)).isEqualTo(Contents.object("samples/00007.npz", 7));
  }

  @Test
  void whatDoesNotGetBetterIsGivenUpAtTheDeadline() throws IOException {
    try (ObjectStore impatient = open(Duration.ofSeconds(1))) {
      server.put(BUCKET, PATH, random(1, 100));
      server.disturb(request -> Disturbance.UNAVAILABLE);
      assertThatThrownBy(() -> impatient.find(NAME))
          .isInstanceOf(GcsException.class)
          .hasMessage(
              "gs://faulty-bucket/run/samples/00012.npz cannot be looked at: injected: the service"
                  + " is unavailable; it was tried until the deadline: look at the network and the"
                  + " endpoint");
      assertThat(requests("get")).hasSizeGreaterThan(2);
    }
  }

  private List<RecordedRequest> requests(String operation) {
    return server.requests().stream()
        .filter(request -> request.operation().equals(operation))
        .toList();
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
