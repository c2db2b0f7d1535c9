package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RandomFaults;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs as files of this machine. */
class FileCacheTest {
  private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");
  private static final int LARGE = 40_000_001;

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
  void anObjectIsDownloadedOnceInRangesThatPassItsChecksum() throws IOException {
    byte[] bytes = models.put("base.pt", 1, LARGE);
    RandomFaults faults = new RandomFaults(3, 0.3, Disturbance.UNAVAILABLE, Disturbance.CUT_BODY);
    models.server().disturb(faults);
    try (FileCache cache = models.cache(100_000_000, NOON)) {
      Path file = cache.file(models.client(), models.object("base.pt"));

      assertThat(file.getFileName()).hasToString("base.pt");
      assertThat(file).hasBinaryContent(bytes);
      assertThat(cache.file(models.client(), models.object("base.pt"))).isEqualTo(file);
    }
    try (FileCache another = models.cache(100_000_000, NOON)) {
      assertThat(another.file(models.client(), models.object("base.pt"))).hasBinaryContent(bytes);
    }
    List<Long> starts =
        models.media().stream()
            .map(range -> Long.valueOf(range.substring(6, range.indexOf('-'))))
            .toList();
    assertThat(starts).contains(0L, 8L << 20, 16L << 20, 24L << 20, 32L << 20);
    assertThat(starts).hasSizeLessThan(30);
    assertThat(models.leftParts()).isEmpty();
  }

  @Test
  void whatWasUsedLongestAgoMakesRoom() throws IOException {
    models.put("a.pt", 1, 400);
    models.put("b.pt", 2, 400);
    models.put("c.pt", 3, 400);
    Path first = models.kept("a.pt", 1000, NOON);
    Path second = models.kept("b.pt", 1000, NOON.plusSeconds(1));
    assertThat(models.kept("a.pt", 1000, NOON.plusSeconds(2))).isEqualTo(first);

    Path third = models.kept("c.pt", 1000, NOON.plusSeconds(3));

    assertThat(first).exists();
    assertThat(second).doesNotExist();
    assertThat(third).exists();
    assertThat(models.bytesKept()).isEqualTo(800);
  }

  @Test
  void whatIsInUseStays() throws Exception {
    models.put("a.pt", 1, 400);
    models.put("b.pt", 2, 700);
    try (FileCache cache = models.cache(1000, NOON)) {
      Path used = cache.file(models.client(), models.object("a.pt"));
      assertThatThrownBy(() -> cache.file(models.client(), models.object("b.pt")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "gs://models/b.pt has 700 bytes; the cache in %s may have 1000, of which 400 are in"
                      .formatted(directory)
                  + " use: raise --gcs-cache-size, or give another --gcs-cache");
      assertThat(used).exists();
    }
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
  }

  @Test
  void aFileThatIsInUseAndGoneIsDownloadedAgain() throws IOException {
    byte[] bytes = models.put("base.pt", 1, 1000);
    try (FileCache cache = models.cache(1000, NOON);
        FileCache another = models.cache(1000, NOON)) {
      Path file = cache.file(models.client(), models.object("base.pt"));
      assertThat(another.file(models.client(), models.object("base.pt"))).isEqualTo(file);
      Files.delete(file);
      assertThat(cache.file(models.client(), models.object("base.pt"))).hasBinaryContent(bytes);
      Files.write(file, new byte[10]);
      assertThat(another.file(models.client(), models.object("base.pt"))).hasBinaryContent(bytes);
    }
    assertThat(models.media()).hasSize(3);
  }

  @Test
  void whatCouldNotBeDownloadedIsNotInUse() throws IOException {
    models.put("a.pt", 1, 600);
    models.put("b.pt", 2, 600);
    try (FileCache one = models.cache(1000, NOON);
        FileCache two = models.cache(1000, NOON)) {
      one.file(models.client(), models.object("a.pt"));
      assertThatThrownBy(() -> two.file(models.client(), models.object("b.pt")))
          .isInstanceOf(CacheFullException.class);
      one.close();
      assertThat(two.file(models.client(), models.object("b.pt"))).exists();
    }
  }

  @Test
  void aDirectoryThatCannotBeMadeIsNamedWithItsOptions() throws IOException {
    models.put("a.pt", 1, 600);
    Path file = Files.writeString(directory.resolve("file"), "");
    try (FileCache cache =
        new FileCache(file.resolve("inputs"), 1000, Clock.fixed(NOON, ZoneOffset.UTC))) {
      assertThatThrownBy(() -> cache.file(models.client(), models.object("a.pt")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "the directory for downloaded inputs cannot be used: %s: Not a directory; name"
                  + " another by --gcs-cache or UPSTACK_CACHE",
              file.resolve("inputs"));
    }
  }

  @Test
  void aCacheThatIsClosedRefuses() throws IOException {
    models.put("a.pt", 1, 600);
    FileCache cache = models.cache(1000, NOON);
    cache.close();
    assertThatThrownBy(() -> cache.file(models.client(), models.object("a.pt")))
        .isInstanceOf(IOException.class)
        .hasMessage("the cache in %s is closed", directory);
  }

  @Test
  void aFileThatWasDamagedIsDownloadedAgain() throws IOException {
    byte[] bytes = models.put("base.pt", 1, 1000);
    Path file = models.kept("base.pt", 1000, NOON);
    byte[] damaged = bytes.clone();
    damaged[500] ^= 1;
    Files.write(file, damaged);
    assertThat(models.kept("base.pt", 1000, NOON)).hasBinaryContent(bytes);
  }

  @Test
  void whatArrivesDamagedTwiceIsRefused() throws IOException {
    byte[] bytes = models.put("base.pt", 1, 1000);
    GcsObject object = models.object("base.pt");
    GcsObject other =
        new GcsObject(
            object.location(),
            object.generation(),
            bytes.length,
            0x12345678,
            object.metadata(),
            object.updated());
    try (FileCache cache = models.cache(100_000, NOON)) {
      assertThatThrownBy(() -> cache.file(models.client(), other))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "gs://models/base.pt, generation %d, arrived with CRC32C %08x, expected 12345678, 2"
                  .formatted(object.generation(), object.crc32c()))
          .hasMessageContaining("look at the network and the disk of " + directory.toRealPath());
    }
    assertThat(models.bytesKept()).isZero();
  }

  @Test
  void whatElseIsInItsDirectoryStays() throws IOException {
    Path other = Files.createDirectories(directory.resolve("evaluations/features"));
    Path feature = Files.write(other.resolve("00000.npz"), new byte[5000]);
    models.put("a.pt", 1, 700);
    models.put("b.pt", 2, 700);

    assertThat(models.kept("a.pt", 1000, NOON)).exists();
    assertThat(models.kept("b.pt", 1000, NOON.plusSeconds(1))).exists();

    assertThat(feature).hasSize(5000);
  }
}
