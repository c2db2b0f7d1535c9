package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.upstack.buckets.BucketServer;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that a user named in a bucket. */
class GcsInputFileTest {
  private static final String BUCKET = "models";
  private static final String LOCATION = "gs://models/a/base.pt";
  private static final int SIZE = 9_000_000;

  @TempDir private Path directory;
  private BucketServer server;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    Buckets.begin(settings(100_000_000), BucketClients.patience(Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  private CloudStorage settings(long cacheBytes) {
    return BucketClients.settings(server.endpoint()).toBuilder()
        .setCacheDirectory(directory.toString())
        .setCacheBytes(cacheBytes)
        .build();
  }

  @Test
  void isReadThroughTheCache() throws IOException {
    byte[] bytes = put(1);
    InputFile file = InputFile.of(LOCATION);

    assertThat(file.location()).isEqualTo(LOCATION);
    assertThat(file.exists()).isTrue();
    assertThat(file.size()).isEqualTo(SIZE);
    assertThat(file.localPath()).hasBinaryContent(bytes).startsWith(directory.toRealPath());
    assertThat(file.sha256()).isEqualTo(Hashing.sha256().hashBytes(bytes).toString());
    assertReads(file, bytes);
    assertThat(downloads()).isEqualTo(2);
  }

  @Test
  void thatWouldFillTheCacheIsReadInRanges() throws IOException {
    Buckets.begin(settings(10_000_000), BucketClients.patience(Duration.ofSeconds(5)));
    byte[] bytes = put(1);
    InputFile file = InputFile.of(LOCATION);

    assertThat(file.sha256()).isEqualTo(Hashing.sha256().hashBytes(bytes).toString());
    assertReads(file, bytes);
    assertThat(directory).isEmptyDirectory();
    assertThat(file.localPath()).hasBinaryContent(bytes);
  }

  private static void assertReads(InputFile file, byte[] bytes) throws IOException {
    try (SeekableByteChannel channel = file.open()) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.position(7_654_321).read(one);
      assertThat(one.get(0)).isEqualTo(bytes[7_654_321]);
      assertThat(channel.size()).isEqualTo(bytes.length);
    }
  }

  @Test
  void thatChangesUnderARunIsNamedWithBothGenerations() throws IOException {
    put(1);
    long before = server.generation(BUCKET, "a/base.pt");
    InputFile.of(LOCATION).sha256();
    CloudStorage told = Buckets.description();
    put(2);
    long now = server.generation(BUCKET, "a/base.pt");
    String message =
        ("gs://models/a/base.pt was generation %d when it was first read and is generation %d now;"
                + " it must not change while it is used: start again, or put generation %d back")
            .formatted(before, now, before);

    assertAllFail(InputFile.of(LOCATION), message);

    // A worker that has never seen the file learns it from the order.
    Buckets.begin(CloudStorage.getDefaultInstance());
    Buckets.join(told);
    assertAllFail(InputFile.of(LOCATION), message);

    Buckets.begin(told.toBuilder().clearInputs().build());
    assertThat(InputFile.of(LOCATION).localPath()).exists();
    server.put("models", "a/base.pt", new byte[0]);
    Buckets.join(told);
    assertThatThrownBy(() -> InputFile.of(LOCATION).localPath())
        .isInstanceOf(GcsChangedException.class);
  }

  @Test
  void thatIsMissingIsNamed() {
    InputFile file = InputFile.of(LOCATION);
    assertThat(file.exists()).isFalse();
    assertAllFail(file, "there is no object '%s'".formatted(LOCATION));
  }

  @Test
  void inABucketThatIsMissingIsNamed() {
    assertAllFail(
        InputFile.of("gs://nowhere/base.pt"),
        "gs://nowhere/base.pt cannot be listed: bucket 'nowhere' does not exist, or the object is"
            + " gone; create the bucket or correct the path (The specified bucket does not"
            + " exist.)");
  }

  @Test
  void thatMayNotBeReadIsNamed() throws IOException {
    put(1);
    server.deny("storage.objects.get");
    assertAllFail(
        InputFile.of(LOCATION),
        "gs://models/a/base.pt cannot be looked at: the permission storage.objects.get is missing;"
            + " grant it on the bucket, or use other credentials (tester does not have"
            + " storage.objects.get access to the Google Cloud Storage object.)");
  }

  @Test
  void thatNamesNoObjectIsRefused() {
    for (String location : new String[] {"gs://models", "gs://models/a/"}) {
      assertThatThrownBy(() -> InputFile.of(location))
          .isInstanceOf(InvalidLocationException.class)
          .hasMessage(
              "'%s' names no object; a file was expected, such as gs://models/base.pt"
                  .formatted(location));
    }
  }

  @Test
  void withoutCredentialsAUserIsToldWhereToGiveThem() {
    Buckets.begin(
        settings(1000).toBuilder()
            .setAnonymous(false)
            .setCredentialsFile(directory.resolve("key.json").toString())
            .build());
    assertThatThrownBy(() -> InputFile.of(LOCATION).size())
        .hasMessage(
            "--gcs-credentials: '%s' does not exist; expected a key of a service account in JSON,"
                    .formatted(directory.resolve("key.json"))
                + " or what 'gcloud auth application-default login' writes");
  }

  private static void assertAllFail(InputFile file, String message) {
    for (ThrowingCallable call :
        new ThrowingCallable[] {file::size, file::open, file::localPath, file::sha256}) {
      assertThatThrownBy(call).isInstanceOf(IOException.class).hasMessage(message);
    }
  }

  private byte[] put(long seed) throws IOException {
    byte[] bytes = new byte[SIZE];
    new Random(seed).nextBytes(bytes);
    server.put(BUCKET, "a/base.pt", bytes);
    return bytes;
  }

  private long downloads() {
    return server.requests().stream()
        .filter(request -> request.operation().equals("media"))
        .count();
  }
}
