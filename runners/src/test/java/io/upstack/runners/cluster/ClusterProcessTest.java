package io.upstack.runners.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class ClusterProcessTest {
  @TempDir private Path directory;

  @Test
  void isFoundAgainByItsFile() throws IOException {
    ClusterProcess process = ClusterProcess.of("jobmanager", ProcessHandle.current());
    Path file = Files.writeString(directory.resolve("jobmanager.pid"), process.text());

    assertThat(ClusterProcess.read("jobmanager", file)).contains(process);
    assertThat(process.isRunning()).isTrue();
    Files.writeString(file, "garbled");
    assertThat(ClusterProcess.read("jobmanager", file)).isEmpty();
  }

  @Test
  void isNotTheOneThatHasItsIdLater() {
    ClusterProcess us = ClusterProcess.of("jobmanager", ProcessHandle.current());
    ClusterProcess earlier = new ClusterProcess("jobmanager", us.pid(), us.started() - 60_000);

    assertThat(earlier.isRunning()).isFalse();
    assertThat(earlier.handle()).isEmpty();
  }

  @Test
  void isAskedToEndAndKilledIfItDoesNot() throws Exception {
    Process polite = sleeping("echo ready; exec sleep 60");
    Process stubborn = sleeping("trap '' TERM; echo ready; while true; do sleep 1; done");
    ClusterProcess gone = new ClusterProcess("gone", polite.pid(), 0);

    new ClusterEnd(Duration.ofSeconds(1))
        .end(
            List.of(
                gone,
                ClusterProcess.of("polite", polite.toHandle()),
                ClusterProcess.of("stubborn", stubborn.toHandle())));

    assertThat(polite.waitFor()).isEqualTo(128 + 15);
    assertThat(stubborn.waitFor()).isEqualTo(128 + 9);
  }

  /** Waits until the process runs. */
  private static Process sleeping(String script) throws IOException {
    Process process = new ProcessBuilder("/bin/sh", "-c", script).start();
    assertThat(process.inputReader().readLine()).isEqualTo("ready");
    return process;
  }
}
