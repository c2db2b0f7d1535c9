package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.upstack.buckets.Disturbance;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs as files of a machine whose processes share them. */
class FileCacheProcessesTest {
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
  void whatIsInUseByAnotherProcessStays() throws Exception {
    models.put("a.pt", 1, 400);
    models.put("b.pt", 2, 700);
    Process process =
        CacheProcess.start(models.server().endpoint(), directory, 1000, "gs://models/a.pt");
    try (BufferedReader output = output(process)) {
      Path used = Path.of(output.readLine());
      assertThatThrownBy(() -> models.kept("b.pt", 1000, NOON))
          .hasMessageContaining("of which 400 are in use");
      assertThat(used).exists();
    } finally {
      StoreProcess.kill(process);
    }
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
  }

  /** A process that closes any descriptor of a file gives up its locks on it. */
  @Test
  void whatThisProcessUsesStaysAfterItHasLookedForRoom() throws Exception {
    models.put("a.pt", 1, 400);
    models.put("b.pt", 2, 700);
    try (FileCache cache = models.cache(1000, NOON)) {
      Path used = cache.file(models.client(), models.object("a.pt"));
      assertThatThrownBy(() -> cache.file(models.client(), models.object("b.pt")))
          .isInstanceOf(CacheFullException.class);

      assertAnotherProcessFindsNoRoom("b.pt");
      assertThat(used).exists();
    }
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
  }

  @Test
  void classLoadersOfAProcessUseAFileEachForItself() throws Exception {
    models.put("a.pt", 1, 400);
    models.put("b.pt", 2, 700);
    try (CacheOfAnotherJob first = CacheOfAnotherJob.open(models.server().endpoint(), directory);
        FileCache second = models.cache(1000, NOON)) {
      Path used = first.file("gs://models/a.pt");
      assertThat(second.file(models.client(), models.object("a.pt"))).isEqualTo(used);
      second.close();
      assertAnotherProcessFindsNoRoom("b.pt");
      assertThat(used).exists();

      Files.delete(used);
      assertThat(models.kept("a.pt", 1000, NOON)).isEqualTo(used).exists();
      Files.delete(used);
      assertThat(first.file("gs://models/a.pt")).isEqualTo(used).exists();
    }
    assertThat(models.kept("b.pt", 1000, NOON)).exists();
  }

  @Test
  void whatIsHeldAndGoneIsDownloadedAgainByAnotherProcess() throws Exception {
    byte[] bytes = models.put("a.pt", 1, 400);
    Process process =
        CacheProcess.start(models.server().endpoint(), directory, 1000, "gs://models/a.pt");
    try (BufferedReader output = output(process);
        FileCache cache = models.cache(1000, NOON)) {
      Path used = Path.of(output.readLine());
      Files.delete(used);
      assertThat(cache.file(models.client(), models.object("a.pt"))).hasBinaryContent(bytes);
    } finally {
      StoreProcess.kill(process);
    }
  }

  private void assertAnotherProcessFindsNoRoom(String name) throws Exception {
    Process process =
        CacheProcess.start(models.server().endpoint(), directory, 1000, "gs://models/" + name);
    try (BufferedReader output = output(process)) {
      assertThat(output.readLine()).isNull();
    } finally {
      StoreProcess.kill(process);
    }
  }

  @Test
  void processesThatBeginAtOnceDownloadOnce() throws Exception {
    byte[] bytes = models.put("base.pt", 1, LARGE);
    models.server().disturb(request -> Disturbance.SLOW_FIRST_BYTE);
    models.server().slowness(Duration.ofMillis(100));
    List<Process> processes = new ArrayList<>();
    try {
      for (int number = 0; number < 3; number++) {
        processes.add(
            CacheProcess.start(
                models.server().endpoint(), directory, 100_000_000, "gs://models/base.pt"));
      }
      for (Process process : processes) {
        try (BufferedReader output = output(process)) {
          assertThat(Path.of(output.readLine())).hasBinaryContent(bytes);
        }
      }
    } finally {
      for (Process process : processes) {
        StoreProcess.kill(process);
      }
    }
    assertThat(models.media()).hasSize(5);
  }

  @Test
  void aKilledDownloadIsBegunAgain() throws Exception {
    byte[] bytes = models.put("base.pt", 1, LARGE);
    models.server().slowness(Duration.ofMinutes(1));
    models
        .server()
        .disturb(
            request ->
                request.range().startsWith("bytes=16777216")
                    ? Disturbance.SLOW_FIRST_BYTE
                    : Disturbance.NONE);
    Process process =
        CacheProcess.start(
            models.server().endpoint(), directory, 60_000_000, "gs://models/base.pt");
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> models.media().stream().anyMatch(range -> range.startsWith("bytes=16777216")));
    StoreProcess.kill(process);
    assertThat(models.leftParts()).hasSize(1);
    models.server().disturb(request -> Disturbance.NONE);

    assertThat(models.kept("base.pt", 60_000_000, NOON)).hasBinaryContent(bytes);
    assertThat(models.leftParts()).isEmpty();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }
}
