package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsChangedException;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The contract of a bucket besides that of a store: sizes, pages, names and changes. */
abstract class BucketContract {
  private static final String NAME = "samples/00012.npz";

  /** More than goes up at once, and than is read at once. */
  private static final int LARGE = 20_000_003;

  @TempDir private Path directory;

  abstract String endpoint();

  /** Returns a bucket of this test's own. */
  abstract String bucket();

  /** Puts an object as another program does, in the place of any that exists. */
  abstract void put(String path, byte[] bytes) throws IOException;

  /** Skips a test where an object is deleted of whatever generation it is. */
  abstract void assumeWhatIsDeletedIsOfItsGeneration() throws IOException;

  @AfterEach
  void forgetSettings() {
    Buckets.begin(CloudStorage.getDefaultInstance());
  }

  @Test
  void aLargeObjectGoesUpAndIsReadInPieces() throws IOException {
    try (ObjectStore store = open()) {
      for (int seed = 1; seed <= 2; seed++) {
        byte[] bytes = random(seed, LARGE);
        StoredObject made = store.replace(NAME, output -> output.write(bytes));
        assertThat(made.size()).isEqualTo(LARGE);
        assertThat(store.list("")).containsExactly(made);
        assertThat(StoreFormat.readFully(store, NAME)).isEqualTo(bytes);
      }
      StoredObject standing = store.find(NAME).orElseThrow();
      assertThat(store.create(NAME, Contents.of(1))).isEqualTo(standing);
    }
    assertThat(SpooledFiles.left()).isEmpty();
  }

  /** A bucket that keeps versions goes on with the one that was begun. */
  @Test
  void whatIsReadIsOfOneGenerationOrBothAreNamed() throws IOException {
    byte[] first = random(1, LARGE);
    put("run/" + NAME, first);
    try (ObjectStore store = open();
        SeekableByteChannel channel = store.read(NAME)) {
      long before = generation("run/" + NAME);
      channel.read(ByteBuffer.allocate(10));
      put("run/" + NAME, random(2, LARGE));
      ByteBuffer later = ByteBuffer.allocate(10);
      try {
        channel.position(LARGE / 2).read(later);
        assertThat(later.array()).isEqualTo(Arrays.copyOfRange(first, LARGE / 2, LARGE / 2 + 10));
      } catch (GcsChangedException e) {
        assertThat(e).hasMessage(changed("run/" + NAME, before));
      }
    }
  }

  private String changed(String path, long before) throws IOException {
    return "gs://%s/%s was generation %d when it was first read and is generation %d now;"
            .formatted(bucket(), path, before, generation(path))
        + " it must not change while it is used: start again, or put generation %d back"
            .formatted(before);
  }

  @Test
  void whatWasReplacedIsNotDeleted() throws IOException {
    assumeWhatIsDeletedIsOfItsGeneration();
    put("a", new byte[] {1});
    GcsObject before = client().find(location("a")).orElseThrow();
    put("a", new byte[] {2});
    assertThat(client().delete(before)).isFalse();
    GcsObject now = client().find(location("a")).orElseThrow();
    assertThat(client().delete(now)).isTrue();
    assertThat(client().delete(now)).isTrue();
    assertThat(client().find(location("a"))).isEmpty();
  }

  @Test
  void aListingHasAllPages() throws Exception {
    int threads = 8;
    int each = 140;
    Race.of(
        threads,
        thread -> {
          for (int i = 0; i < each; i++) {
            put("run/" + new ShardName("samples", thread * each + i).name(), new byte[] {1});
          }
          return thread;
        });
    try (ObjectStore store = open()) {
      List<StoredObject> listed = store.list("samples/");
      assertThat(listed).hasSize(threads * each).doesNotHaveDuplicates();
      assertThat(listed.get(1119).name()).isEqualTo("samples/01119.npz");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b.png", "a+b.png", "a%2Fb.png", "ä.png", "a&b=c.png", "a#[1].png"})
  void namesAreTakenAsTheyAre(String name) throws IOException {
    put("set/" + name, new byte[] {7});
    GcsObject listed = client().list(location("set"), "set/").get(0);
    assertThat(listed.location()).isEqualTo(location("set/" + name));
    assertThat(client().find(listed.location())).contains(listed);
    ByteBuffer one = ByteBuffer.allocate(1);
    client().read(listed, 0, one);
    assertThat(one.get(0)).isEqualTo((byte) 7);
  }

  @Test
  void anInputIsKeptOnThisMachineAndMustNotChange() throws IOException {
    byte[] bytes = random(3, LARGE);
    put("models/base.pt", bytes);
    Buckets.begin(
        BucketClients.settings(endpoint()).toBuilder()
            .setCacheDirectory(directory.toString())
            .build(),
        BucketClients.patience(Duration.ofSeconds(20)));
    InputFile file = InputFile.of("gs://%s/models/base.pt".formatted(bucket()));
    assertThat(file.size()).isEqualTo(LARGE);
    assertThat(file.localPath()).hasBinaryContent(bytes).startsWith(directory.toRealPath());
    assertThat(file.sha256()).isEqualTo(Hashing.sha256().hashBytes(bytes).toString());
    String models = "gs://%s/models".formatted(bucket());
    assertThat(InputDirectory.find(models).orElseThrow().has("base.pt")).isTrue();
    assertThat(InputFile.of(models + "/other.pt").exists()).isFalse();

    long before = generation("models/base.pt");
    put("models/base.pt", random(4, LARGE));
    assertThatThrownBy(() -> InputFile.of(models + "/base.pt").open())
        .isInstanceOf(GcsChangedException.class)
        .hasMessage(changed("models/base.pt", before));
  }

  @Test
  void aBucketThatIsNotThereIsNamed() {
    String nowhere = bucket() + "-not";
    assertThatThrownBy(() -> BucketStores.open(client(), new GcsLocation(nowhere, "run")))
        .hasMessageStartingWith(
            "gs://%s/run cannot be listed: bucket '%s' does not exist, or the object is gone;"
                    .formatted(nowhere, nowhere)
                + " create the bucket or correct the path (");
  }

  private GcsClient client() throws IOException {
    return BucketClients.of(endpoint());
  }

  private ObjectStore open() throws IOException {
    return BucketStores.open(client(), location("run"));
  }

  private GcsLocation location(String path) {
    return new GcsLocation(bucket(), path);
  }

  private long generation(String path) throws IOException {
    return client().find(location(path)).orElseThrow().generation();
  }

  private static byte[] random(long seed, int size) {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }
}
