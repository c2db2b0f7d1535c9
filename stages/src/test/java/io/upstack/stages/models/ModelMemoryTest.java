package io.upstack.stages.models;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.checkpoints.SparseCheckpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Loading a checkpoint of 1.2 GB takes its own size once. */
@Tag("slow")
@Timeout(value = 10, unit = MINUTES)
final class ModelMemoryTest {
  private static final String NAME = "64x64_diffusion.pt";

  /** The memory of the JVM and of libtorch, without any model. */
  private static final long REST = 800L << 20;

  @TempDir private Path directory;
  private Process process;

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aCheckpointReachesTheModelWithoutASecondCopyInMemory() throws Exception {
    PublishedCheckpoint published = PublishedCheckpoint.named(NAME);
    Path checkpoint = SparseCheckpoint.write(directory.resolve("model.pt"), published.shapes());
    Path output = directory.resolve("output.txt");
    Path errors = directory.resolve("errors.txt");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xms64m",
                "-Xmx2g",
                "-XX:ActiveProcessorCount=2",
                "-Dai.djl.offline=true",
                "-Djava.io.tmpdir=" + directory,
                "-cp",
                System.getProperty("java.class.path"),
                ModelProcess.class.getName(),
                NAME,
                checkpoint.toString())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();

    assertThat(process.waitFor()).as(() -> read(errors)).isZero();

    long weights = published.parameters() * Float.BYTES;
    assertThat(weights).isGreaterThan(1L << 30);
    assertThat(Long.parseLong(read(output).strip())).isBetween(weights, weights + REST);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
