package io.upstack.runners.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.watch.CheckpointFolder.Found;
import io.upstack.stages.store.ListedFile;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchServiceTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @TempDir private Path directory;
  private final WatchService service = new WatchService(Clock.fixed(NOW, ZoneOffset.UTC));
  private int port;

  @BeforeEach
  void serve() throws IOException {
    port = service.serve(0);
  }

  @AfterEach
  void close() {
    service.close();
  }

  @Test
  void isReadyUnlessItStartsOrEndsOrItsLastLookFailed() throws Exception {
    assertThat(get("/health/ready").statusCode()).isEqualTo(503);
    assertThat(get("/health").body()).isEqualTo("not ready: it is starting\n");
    service.ready();
    assertThat(get("/health").statusCode()).isEqualTo(200);
    assertThat(get("/health/ready").body()).isEqualTo("ready\n");
    service.lookFailed("the bucket is gone");
    assertThat(get("/health").body())
        .isEqualTo("not ready: the checkpoints cannot be looked at: the bucket is gone\n");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    service.looked(new CheckpointFolder.Look(0, List.of()));
    assertThat(get("/health").statusCode()).isEqualTo(200);
    service.ending();
    service.ready();
    assertThat(get("/health").body()).isEqualTo("not ready: it is ending\n");
    assertThat(get("/health/live").statusCode()).isEqualTo(200);
    assertThat(get("/other").statusCode()).isEqualTo(404);
  }

  @Test
  void countsWhatTheWatcherDoes() throws Exception {
    assertThat(metrics())
        .contains("upstack_watch_checkpoints_evaluated_total 0.0")
        .noneMatch(line -> line.startsWith("upstack_watch_newest_unevaluated_age_seconds "));
    Found older = found(100, 500);
    Found newer = found(200, 20);
    Found broken = found(50, 900);
    service.fired();
    service.looked(new CheckpointFolder.Look(7, List.of(broken, older, newer)));
    assertThat(metrics())
        .contains(
            "upstack_watch_checkpoints_seen 7.0",
            "upstack_watch_checkpoints_unevaluated 3.0",
            "upstack_watch_newest_unevaluated_age_seconds 20.0",
            "upstack_watch_last_firing_timestamp_seconds 1.7672256E9");

    service.evaluated(newer);
    service.failed(broken);
    service.attemptFailed();
    service.lookFailed("the bucket is gone");

    assertThat(metrics())
        .contains(
            "upstack_watch_checkpoints_evaluated_total 1.0",
            "upstack_watch_checkpoints_failed_total 1.0",
            "upstack_watch_attempts_failed_total 1.0",
            "upstack_watch_looks_failed_total 1.0",
            "upstack_watch_checkpoints_unevaluated 1.0",
            "upstack_watch_newest_unevaluated_age_seconds 500.0");
  }

  private List<String> metrics() throws Exception {
    return get("/metrics").body().lines().toList();
  }

  private Found found(long step, long age) throws IOException {
    Path file = Files.createFile(directory.resolve("ema_%d.pt".formatted(step)));
    Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(age)));
    ListedFile listed = ListedFile.in(directory.toString(), file.getFileName().toString()).get(0);
    return new Found(step, listed);
  }

  private HttpResponse<String> get(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }
}
