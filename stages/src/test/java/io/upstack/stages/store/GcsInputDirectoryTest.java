package io.upstack.stages.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.hash.Hashing;
import io.upstack.buckets.BucketServer;
import io.upstack.buckets.RecordedRequest;
import io.upstack.proto.CloudStorage;
import io.upstack.stages.store.gcs.GcsChangedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Directories that a user named in a bucket. */
class GcsInputDirectoryTest {
  private static final String BUCKET = "images";

  @TempDir private Path directory;
  private BucketServer server;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    Buckets.begin(
        BucketClients.settings(server.endpoint()).toBuilder()
            .setCacheDirectory(directory.toString())
            .build(),
        BucketClients.patience(Duration.ofSeconds(5)));
  }

  @AfterEach
  void stop() {
    Buckets.begin(CloudStorage.getDefaultInstance());
    server.close();
  }

  @Test
  void hasAllFilesUnderItThatAreNotHidden() throws IOException {
    put("set/b/2.png", "two");
    put("set/a.npz", "one");
    put("set/a#[1].png", "odd");
    put("set/.hidden/3.png", "");
    put("set/b/.4.png", "");
    put("set/b/", "");
    put("settings/5.png", "");

    for (String location : List.of("gs://images/set", "gs://images/set/")) {
      InputDirectory set = InputDirectory.find(location).orElseThrow();
      assertThat(set.location()).isEqualTo(location);
      assertThat(set.files())
          .extracting(InputDirectory.Entry::name)
          .containsExactly("a#[1].png", "a.npz", "b/2.png");
      assertThat(set.files().get(2).file().location()).isEqualTo("gs://images/set/b/2.png");
      assertThat(set.has("a.npz")).isTrue();
      assertThat(set.has("b")).isFalse();
      assertThat(set.directory("b").orElseThrow().files()).hasSize(1);
      assertThat(set.directory("c")).isEmpty();
    }
    assertThat(InputDirectory.find("gs://images").orElseThrow().files()).hasSize(4);
  }

  @Test
  void opensFilesWithoutAskingForEach() throws IOException {
    for (int picture = 0; picture < 1500; picture++) {
      put("set/%05d.png".formatted(picture), "picture " + picture);
    }
    List<InputDirectory.Entry> files = InputDirectory.find("gs://images/set").orElseThrow().files();
    assertThat(server.requests())
        .extracting(RecordedRequest::operation)
        .hasSize(3)
        .containsOnly("list");
    server.forgetRequests();

    InputFile last = files.get(1499).file();
    assertThat(last.exists()).isTrue();
    assertThat(last.size()).isEqualTo(12);
    String sha256 = Hashing.sha256().hashString("picture 1499", UTF_8).toString();
    assertThat(last.sha256()).isEqualTo(sha256);
    assertThat(last.sha256()).isEqualTo(sha256);
    assertThat(server.requests()).extracting(RecordedRequest::operation).containsExactly("media");
    assertThat(content(last)).isEqualTo("picture 1499");
    assertThat(directory).isEmptyDirectory();
  }

  @Test
  void namesBothGenerationsOfAFileThatChangedSinceItWasFirstUsed() throws IOException {
    put("set/1.png", "before");
    long before = server.generation(BUCKET, "set/1.png");
    InputFile first = only();
    assertThat(content(first)).isEqualTo("before");
    put("set/1.png", "after");
    String message =
        "gs://images/set/1.png was generation %d when it was first read and is generation %d now"
            .formatted(before, server.generation(BUCKET, "set/1.png"));

    for (InputFile file : List.of(first, only())) {
      assertThatThrownBy(file::open)
          .isInstanceOf(GcsChangedException.class)
          .hasMessageStartingWith(message);
    }
  }

  @Test
  void isNoneWhereThereAreNoObjects() throws IOException {
    put("set/1.png", "");
    assertThat(InputDirectory.find("gs://images/se")).isEqualTo(Optional.empty());
    assertThat(InputDirectory.find("gs://images/set/1.png")).isEqualTo(Optional.empty());
    assertThatThrownBy(() -> InputDirectory.find("gs://images/other/"))
        .isInstanceOf(IOException.class)
        .hasMessage("there are no objects under 'gs://images/other/'");
    assertThatThrownBy(() -> InputDirectory.find("gs://nowhere/set"))
        .isInstanceOf(IOException.class)
        .hasMessageStartingWith(
            "gs://nowhere/set cannot be listed: bucket 'nowhere' does not exist");
  }

  private static InputFile only() throws IOException {
    return InputDirectory.find("gs://images/set").orElseThrow().files().get(0).file();
  }

  private static String content(InputFile file) throws IOException {
    try (SeekableByteChannel channel = file.open()) {
      ByteBuffer content = ByteBuffer.allocate((int) channel.size());
      channel.read(content);
      return new String(content.array(), UTF_8);
    }
  }

  private void put(String path, String content) throws IOException {
    server.put(BUCKET, path, content.getBytes(UTF_8));
  }
}
