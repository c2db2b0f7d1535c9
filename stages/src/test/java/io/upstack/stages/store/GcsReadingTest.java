package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RecordedRequest;
import io.upstack.stages.store.gcs.GcsChangedException;
import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Looks at the requests with which a bucket's store reads and lists. */
class GcsReadingTest {
  private static final String BUCKET = "faulty-bucket";
  private static final String NAME = "samples/00012.npz";
  private static final String PATH = "run/samples/00012.npz";
  private static final int LARGE = 20_000_003;

  private BucketServer server;
  private ObjectStore store;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    store =
        BucketStores.open(
            BucketClients.of(server.endpoint()), GcsLocation.parse("gs://faulty-bucket/run"));
    server.forgetRequests();
  }

  @AfterEach
  void stop() throws IOException {
    store.close();
    server.close();
  }

  @Test
  void readingGoesOnAtTheByteWhereItBroke() throws IOException {
    byte[] bytes = random(1, LARGE);
    server.put(BUCKET, PATH, bytes);
    server.forgetRequests();
    AtomicInteger bodies = new AtomicInteger();
    server.disturb(
        request ->
            request.operation().equals("media") && bodies.getAndIncrement() == 4
                ? Disturbance.CUT_BODY
                : Disturbance.NONE);

    assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(bytes);

    List<long[]> ranges = new ArrayList<>();
    requests("media").forEach(request -> ranges.add(range(request.range())));
    long[] cut = ranges.get(4);
    long[] resumed = ranges.get(5);
    long piece = cut[1] - cut[0] + 1;
    assertThat(resumed[0]).isBetween(cut[0] + piece / 4, cut[0] + piece / 2);
    assertThat(resumed[1]).isEqualTo(cut[1]);
    long asked = ranges.stream().mapToLong(range -> range[1] - range[0] + 1).sum();
    assertThat(asked - LARGE).isEqualTo(resumed[1] - resumed[0] + 1);
  }

  @Test
  void anObjectThatIsReplacedWhileItIsReadIsNamedWithBothGenerations() throws IOException {
    server.put(BUCKET, PATH, random(1, LARGE));
    long before = server.generation(BUCKET, PATH);
    try (SeekableByteChannel channel = store.read(NAME)) {
      channel.read(ByteBuffer.allocate(10));
      server.put(BUCKET, PATH, random(2, LARGE));
      long now = server.generation(BUCKET, PATH);

      assertThatThrownBy(() -> channel.position(LARGE / 2).read(ByteBuffer.allocate(10)))
          .isInstanceOf(GcsChangedException.class)
          .hasMessage(
              "gs://faulty-bucket/run/samples/00012.npz was generation %d when it was first read"
                      .formatted(before)
                  + " and is generation %d now; it must not change while it is used: start again,"
                      .formatted(now)
                  + " or put generation %d back".formatted(before));
    }
  }

  @Test
  void aListingTakesARequestForAThousandObjects() throws IOException {
    for (int shard = 0; shard < 2500; shard++) {
      server.put(BUCKET, "run/" + new ShardName("samples", shard).name(), new byte[] {1});
    }
    server.forgetRequests();
    assertThat(store.list("samples/")).hasSize(2500);
    assertThat(server.requests()).hasSize(3).allMatch(one -> one.operation().equals("list"));
  }

  private static long[] range(String header) {
    String[] ends = header.substring("bytes=".length()).split("-", -1);
    return new long[] {Long.parseLong(ends[0]), Long.parseLong(ends[1])};
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
