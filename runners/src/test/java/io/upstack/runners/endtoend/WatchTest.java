package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lets checkpoints appear one after another while a process watches them and is killed. */
@Tag("slow")
final class WatchTest {
  private static final Path BASE = SmallStack.MODELS.resolve("base.pt");
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(2);

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
    stack
        .getWatchBuilder()
        .setCheckpoints(checkpoints + "/ema_0.9999_{step}.pt")
        .setOutput(output.toString())
        .setSchedule("every 1 second")
        .setOrder("in_order")
        .setSettleSeconds(0);
    configuration = SmallStack.write(directory, stack);
  }

  @Test
  void losesNothingWhenItIsKilledAndPassesOverWhatIsBrokenOrNotWhole() throws Exception {
    byte[] whole = Files.readAllBytes(BASE);
    copy(BASE, 100);
    try (UpstackProcess first = watch()) {
      awaitRows(first, 1);
      PatchedCheckpoint.withForeignGlobal(BASE, directory.resolve("broken.pt"));
      copy(directory.resolve("broken.pt"), 200);
      Files.write(checkpoint(300), Arrays.copyOf(whole, whole.length / 2));
      copy(SmallStack.MODELS.resolve("base.pt"), 400);
      awaitRows(first, 2);
      first.kill();
    }
    try (UpstackProcess second = watch()) {
      awaitRows(second, 3);
      await().atMost(LONGEST_WAIT).until(() -> second.errors().contains("is not complete"));
      second.kill();
    }
    assertThat(rows()).hasSize(3);
    Files.write(checkpoint(300), whole);

    CommandLineRun last =
        CommandLineRun.of("watch", configuration, "--once", "--fail-if=fid > previous + 1000");

    assertThat(last.status()).as(last.errors()).isZero();
    assertThat(rows()).hasSize(4);
    assertThat(rows().toString()).contains("posix.system");
    assertThat(CommandLineRun.of("watch", configuration, "--once").output()).isEmpty();
    copy(BASE, 500);
    assertThat(CommandLineRun.of("watch", configuration, "--once", "--fail-if=fid > 0").status())
        .isEqualTo(4);
  }

  private UpstackProcess watch() throws IOException {
    return UpstackProcess.start(directory, "watch", configuration.toString());
  }

  private Path checkpoint(int step) {
    return checkpoints.resolve("ema_0.9999_%06d.pt".formatted(step));
  }

  private void copy(Path file, int step) throws IOException {
    Path passing = Files.copy(file, checkpoints.resolve("passing"));
    Files.move(passing, checkpoint(step), StandardCopyOption.ATOMIC_MOVE);
  }

  private void awaitRows(UpstackProcess process, int rows) throws IOException {
    await()
        .atMost(LONGEST_WAIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> rows().size() >= rows || !process.isRunning());
    assertThat(process.isRunning()).as(process.errors()).isTrue();
  }

  private List<String> rows() throws IOException {
    Path lines = output.resolve("history.jsonl");
    return Files.exists(lines) ? Files.readAllLines(lines) : List.of();
  }
}
