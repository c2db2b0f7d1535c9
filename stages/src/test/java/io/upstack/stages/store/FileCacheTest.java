package io.upstack.stages.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.buckets.BucketServer;
import io.upstack.buckets.Disturbance;
import io.upstack.buckets.RandomFaults;
import io.upstack.stages.store.gcs.GcsClient;
import io.upstack.stages.store.gcs.GcsLocation;
import io.upstack.stages.store.gcs.GcsObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs as files of this machine. */
class FileCacheTest {
  private static final String BUCKET = "models";
  private static final Instant NOON = Instant.parse("2020-01-01T12:00:00Z");
  private static final int LARGE = 40_000_001;

  @TempDir private Path directory;
  private BucketServer server;
  private GcsClient client;

  @BeforeEach
  void start() throws IOException {
    server = BucketServer.start(BUCKET);
    client = BucketClients.of(server.endpoint());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void anObjectIsDownloadedOnceInRangesThatPassItsChecksum() throws IOException {
    byte[] bytes = put("base.pt", 1, LARGE);
    RandomFaults faults = new RandomFaults(3, 0.3, Disturbance.UNAVAILABLE, Disturbance.CUT_BODY);
    server.disturb(faults);
    try (FileCache cache = cache(100_000_000, NOON)) {
      Path file = cache.file(client, object("base.pt"));

      assertThat(file.getFileName()).hasToString("base.pt");
      assertThat(file).hasBinaryContent(bytes);
      assertThat(cache.file(client, object("base.pt"))).isEqualTo(file);
    }
    try (FileCache another = cache(100_000_000, NOON)) {
      assertThat(another.file(client, object("base.pt"))).hasBinaryContent(bytes);
    }
    List<Long> starts =
        media().stream()
            .map(range -> Long.valueOf(range.substring(6, range.indexOf('-'))))
            .toList();
    assertThat(starts).contains(0L, 8L << 20, 16L << 20, 24L << 20, 32L << 20);
    assertThat(starts).hasSizeLessThan(30);
    assertThat(leftParts()).isEmpty();
  }

  @Test
  void whatWasUsedLongestAgoMakesRoom() throws IOException {
    put("a.pt", 1, 400);
    put("b.pt", 2, 400);
    put("c.pt", 3, 400);
    Path first = kept("a.pt", NOON);
    Path second = kept("b.pt", NOON.plusSeconds(1));
    assertThat(kept("a.pt", NOON.plusSeconds(2))).isEqualTo(first);

    Path third = kept("c.pt", NOON.plusSeconds(3));

    assertThat(first).exists();
    assertThat(second).doesNotExist();
    assertThat(third).exists();
    assertThat(bytesKept()).isEqualTo(800);
  }

  @Test
  void whatIsInUseStays() throws Exception {
    put("a.pt", 1, 400);
    put("b.pt", 2, 700);
    try (FileCache cache = cache(1000, NOON)) {
      Path used = cache.file(client, object("a.pt"));
      assertThatThrownBy(() -> cache.file(client, object("b.pt")))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "gs://models/b.pt has 700 bytes; the cache in %s may have 1000, of which 400 are in"
                      .formatted(directory)
                  + " use: raise --gcs-cache-size, or give another --gcs-cache");
      assertThat(used).exists();
    }
    assertThat(kept("b.pt", NOON)).exists();
  }

  @Test
  void whatIsInUseByAnotherProcessStays() throws Exception {
    put("a.pt", 1, 400);
    put("b.pt", 2, 700);
    Process process = CacheProcess.start(server.endpoint(), directory, 1000, "gs://models/a.pt");
    try (BufferedReader output = output(process)) {
      Path used = Path.of(output.readLine());
      assertThatThrownBy(() -> kept("b.pt", NOON)).hasMessageContaining("of which 400 are in use");
      assertThat(used).exists();
    } finally {
      StoreProcess.kill(process);
    }
    assertThat(kept("b.pt", NOON)).exists();
  }

  @Test
  void processesThatBeginAtOnceDownloadOnce() throws Exception {
    byte[] bytes = put("base.pt", 1, LARGE);
    server.disturb(request -> Disturbance.SLOW_FIRST_BYTE);
    server.slowness(Duration.ofMillis(100));
    List<Process> processes = new ArrayList<>();
    try {
      for (int number = 0; number < 3; number++) {
        processes.add(
            CacheProcess.start(server.endpoint(), directory, 100_000_000, "gs://models/base.pt"));
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
    assertThat(media()).hasSize(5);
  }

  @Test
  void aKilledDownloadIsBegunAgain() throws Exception {
    byte[] bytes = put("base.pt", 1, LARGE);
    server.slowness(Duration.ofMinutes(1));
    server.disturb(
        request ->
            request.range().startsWith("bytes=16777216")
                ? Disturbance.SLOW_FIRST_BYTE
                : Disturbance.NONE);
    Process process =
        CacheProcess.start(server.endpoint(), directory, 60_000_000, "gs://models/base.pt");
    while (media().stream().noneMatch(range -> range.startsWith("bytes=16777216"))) {
      Thread.sleep(10);
    }
    StoreProcess.kill(process);
    assertThat(leftParts()).hasSize(1);
    server.disturb(request -> Disturbance.NONE);

    assertThat(cached(60_000_000)).hasBinaryContent(bytes);
    assertThat(leftParts()).isEmpty();
  }

  private Path cached(long size) throws IOException {
    try (FileCache cache = cache(size, NOON)) {
      return cache.file(client, object("base.pt"));
    }
  }

  @Test
  void aFileThatWasDamagedIsDownloadedAgain() throws IOException {
    byte[] bytes = put("base.pt", 1, 1000);
    Path file = kept("base.pt", NOON);
    byte[] damaged = bytes.clone();
    damaged[500] ^= 1;
    Files.write(file, damaged);
    assertThat(kept("base.pt", NOON)).hasBinaryContent(bytes);
  }

  @Test
  void whatArrivesDamagedTwiceIsRefused() throws IOException {
    byte[] bytes = put("base.pt", 1, 1000);
    GcsObject object = object("base.pt");
    GcsObject other =
        new GcsObject(
            object.location(), object.generation(), bytes.length, 0x12345678, object.metadata());
    try (FileCache cache = cache(100_000, NOON)) {
      assertThatThrownBy(() -> cache.file(client, other))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "gs://models/base.pt, generation %d, arrived with CRC32C %08x, expected 12345678, 2"
                  .formatted(object.generation(), object.crc32c()))
          .hasMessageContaining("look at the network and the disk of " + directory.toRealPath());
    }
    assertThat(bytesKept()).isZero();
  }

  private static BufferedReader output(Process process) {
    return new BufferedReader(
        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  private Path kept(String name, Instant now) throws IOException {
    try (FileCache cache = cache(1000, now)) {
      return cache.file(client, object(name));
    }
  }

  private FileCache cache(long bytes, Instant now) {
    return new FileCache(directory, bytes, Clock.fixed(now, ZoneOffset.UTC));
  }

  private GcsObject object(String name) throws IOException {
    return client.find(new GcsLocation(BUCKET, name)).orElseThrow();
  }

  private byte[] put(String name, long seed, int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(seed).nextBytes(bytes);
    server.put(BUCKET, name, bytes);
    return bytes;
  }

  private List<String> media() {
    return server.requests().stream()
        .filter(request -> request.operation().equals("media"))
        .map(request -> request.range())
        .toList();
  }

  private List<Path> leftParts() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.endsWith(".part")).toList();
    }
  }

  private long bytesKept() throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }
}
