package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.store.gcs.GcsLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Objects that are read many times. */
class GcsCopiesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final int LARGE = 10_000_003;

  @TempDir private Path directory;
  private CachedModels models;

  @BeforeEach
  void start() throws IOException {
    models = CachedModels.start(directory);
  }

  @AfterEach
  void stop() {
    models.close();
  }

  @Test
  void aLargeOneIsDownloadedOnceUntilItIsReplaced() throws IOException {
    byte[] first = models.put("moments", 1, LARGE);
    try (FileCache cache = models.cache(10L * LARGE, NOW);
        ObjectStore store = store(cache)) {
      assertThat(read(store)).isEqualTo(first);
      int requests = models.media().size();
      assertThat(read(store)).isEqualTo(first);
      assertThat(read(store)).isEqualTo(first);
      assertThat(models.media()).hasSize(requests);

      byte[] second = models.put("moments", 2, LARGE);
      assertThat(read(store)).isEqualTo(second);
      assertThat(models.media()).hasSize(2 * requests);
    }
  }

  @Test
  void aSmallOneIsReadEachTime() throws IOException {
    byte[] bytes = models.put("moments", 1, 1000);
    try (FileCache cache = models.cache(10L * LARGE, NOW);
        ObjectStore store = store(cache)) {
      assertThat(read(store)).isEqualTo(bytes);
      assertThat(read(store)).isEqualTo(bytes);
      assertThat(models.media()).hasSize(2);
      assertThat(models.bytesKept()).isZero();
    }
  }

  @Test
  void whereThereIsNoRoomItIsReadEachTime() throws IOException {
    models.put("other", 3, LARGE);
    byte[] bytes = models.put("moments", 1, LARGE);
    long tooSmall = 2L * LARGE - 1;
    try (FileCache cache = models.cache(tooSmall, NOW);
        ObjectStore store = store(cache)) {
      assertThat(read(store)).isEqualTo(bytes);
    }
    long inUse = 2L * LARGE;
    try (FileCache cache = models.cache(inUse, NOW);
        ObjectStore store = store(cache)) {
      cache.file(models.client(), models.object("other"));
      models.put("third", 4, LARGE);
      cache.file(models.client(), models.object("third"));
      assertThat(read(store)).isEqualTo(bytes);
    }
  }

  private ObjectStore store(FileCache cache) throws IOException {
    return GcsStore.open(models.client(), new GcsLocation("models", ""), () -> cache);
  }

  private static byte[] read(ObjectStore store) throws IOException {
    try (SeekableByteChannel channel = store.readAgain("moments")) {
      ByteBuffer bytes = ByteBuffer.allocate((int) channel.size());
      while (bytes.hasRemaining() && channel.read(bytes) >= 0) {}
      return bytes.array();
    }
  }
}
