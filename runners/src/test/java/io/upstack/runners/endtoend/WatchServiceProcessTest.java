package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.RunConfiguration;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs processes that watch a folder of checkpoints: one that is asked how it is, one that ends,
 * and two at once.
 */
@Tag("slow")
final class WatchServiceProcessTest {
  private static final Path BASE = SmallStack.MODELS.resolve("base.pt");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(3);
  private static final Pattern PORT = Pattern.compile("/health and /metrics are on port ([0-9]+)");
  private static final Pattern BEGUN = Pattern.compile("step ([0-9]+): \\S+ is evaluated");

  @TempDir private Path directory;
  private Path checkpoints;
  private Path output;
  private Path configuration;

  @BeforeEach
  void writeConfiguration() throws IOException {
    checkpoints = Files.createDirectory(directory.resolve("checkpoints"));
    output = directory.resolve("history");
    Path reference = SmallReference.shipped().writeTo(directory.resolve("reference.npz"));
    RunConfiguration.Builder stack = SmallStack.builder(reference);
    stack.getGenerationBuilder().setNumSamples(40);
    stack.getExecutionBuilder().setShardSize(8);
    stack
        .getWatchBuilder()
        .setCheckpoints(checkpoints + "/ema_{step}.pt")
        .setOutput(output.toString())
        .setSchedule("every 1 second")
        .setOrder("in_order")
        .setHealthPort(0)
        .setSettleSeconds(0);
    configuration = SmallStack.write(directory, stack);
  }

  @Test
  void saysHowItIsAndGivesItsClaimBackWhenItIsAskedToEnd() throws Exception {
    copy(100);
    copy(200);
    try (UpstackProcess watcher = watch()) {
      awaitObjects(watcher);
      assertThat(get(watcher, "/health")).isEqualTo("ready\n");
      assertThat(get(watcher, "/metrics").lines())
          .contains(
              "upstack_watch_checkpoints_seen 2.0",
              "upstack_watch_checkpoints_unevaluated 2.0",
              "upstack_watch_checkpoints_evaluated_total 0.0")
          .anyMatch(line -> line.startsWith("upstack_watch_newest_unevaluated_age_seconds "))
          .anyMatch(line -> line.startsWith("upstack_watch_last_firing_timestamp_seconds "));
      assertThat(leases()).hasSize(1);

      watcher.askToEnd();
      Outcome outcome = watcher.finish();

      assertThat(outcome.status()).isEqualTo(128 + 15);
      assertThat(outcome.errors()).doesNotContain("Exception", "\tat ", "ERROR");
      assertThat(begun(outcome.errors())).containsExactly("100");
    }
    assertThat(leases()).isEmpty();
    assertThat(rows()).isEmpty();
    assertThat(UpstackProcess.temporary(directory)).isEmptyDirectory();

    try (UpstackProcess next = watch("--once")) {
      Outcome outcome = next.finish();
      assertThat(outcome.status()).as(outcome.errors()).isZero();
      assertThat(begun(outcome.errors())).containsExactly("100", "200");
    }
    assertThat(rows()).hasSize(2);
  }

  @Test
  void twoWatchersShareTheCheckpointsAndOneTakesOverWhatAKilledOneLeaves() throws Exception {
    copy(100);
    copy(200);
    copy(300);
    try (UpstackProcess first = watch()) {
      awaitObjects(first);
      try (UpstackProcess second = watch()) {
        await()
            .atMost(LONGEST_WAIT)
            .until(() -> begun(second.errors()).size() == 1 || rows().size() == 3);
        assertThat(begun(second.errors())).doesNotContain("100");
        first.kill();
        String left = last(begun(first.errors()));

        await().atMost(LONGEST_WAIT).until(() -> rows().size() == 3 || !second.isRunning());

        assertThat(rows()).as(second.errors()).hasSize(3);
        List<String> all = new ArrayList<>(begun(first.errors()));
        all.remove(left);
        all.addAll(begun(second.errors()));
        assertThat(all).doesNotHaveDuplicates();
        assertThat(begun(second.errors())).contains(left);
        second.askToEnd();
        assertThat(second.finish().status()).isEqualTo(128 + 15);
      }
    }
    assertThat(leases()).isEmpty();
  }

  private static String last(List<String> steps) {
    return steps.get(steps.size() - 1);
  }

  private static List<String> begun(String errors) {
    return BEGUN.matcher(errors).results().map(match -> match.group(1)).toList();
  }

  private UpstackProcess watch(String... options) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("watch", configuration.toString()));
    arguments.addAll(List.of(options));
    return UpstackProcess.start(directory, arguments.toArray(String[]::new));
  }

  private void copy(int step) throws IOException {
    Files.copy(BASE, checkpoints.resolve("ema_%06d.pt".formatted(step)));
  }

  /** Waits until an evaluation has written samples. */
  private void awaitObjects(UpstackProcess process) {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptions()
        .until(() -> samples() > 0 || !process.isRunning());
    assertThat(process.isRunning()).as("still at work").isTrue();
  }

  private long samples() throws IOException {
    try (Stream<Path> all = Files.walk(output.resolve("checkpoints"))) {
      return all.filter(path -> path.toString().matches(".*/samples/[0-9]{5}[.]npz")).count();
    }
  }

  private List<Path> leases() throws IOException {
    Path folder = output.resolve("watch/leases");
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.toList();
    }
  }

  private List<String> rows() throws IOException {
    Path lines = output.resolve("history.jsonl");
    return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
  }

  private static String get(UpstackProcess process, String path) throws Exception {
    Matcher port = PORT.matcher(process.errors());
    assertThat(port.find()).as(process.errors()).isTrue();
    URI uri = URI.create("http://127.0.0.1:%s%s".formatted(port.group(1), path));
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }
}
