package io.upstack.runners.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.ProcessMemory;
import io.upstack.runners.Upstack;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More images than 32 bits count the bytes of, as the launcher starts the command. */
@Tag("slow")
@Timeout(value = 15, unit = MINUTES)
final class MergeMemoryTest {
  private static final int SAMPLES = 22_000;
  private static final int EDGE = 256;

  @TempDir private Path directory;
  private Process process;

  @AfterEach
  void endProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  void aFileOfMoreThanFourGigabytesTakesHalfAGigabyteOfMemory() throws Exception {
    Path run = directory.resolve("run");
    SparseRun.write(run, SAMPLES, EDGE, 128);
    Path file = directory.resolve("samples.npz");
    Path errors = directory.resolve("errors.txt");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + Path.of("src/main/launcher/java.options").toAbsolutePath(),
                "-Xms64m",
                "-Xmx2g",
                // More threads of the garbage collector take more.
                "-XX:ActiveProcessorCount=2",
                "-cp",
                System.getProperty("java.class.path"),
                Upstack.class.getName(),
                "merge",
                run.toString(),
                file.toString())
            .redirectOutput(directory.resolve("output.txt").toFile())
            .redirectError(errors.toFile())
            .start();

    long peak = 0;
    do {
      peak = Math.max(peak, ProcessMemory.peak(process.pid()));
    } while (!process.waitFor(200, MILLISECONDS));

    assertThat(process.exitValue()).as(Files.readString(errors, UTF_8)).isZero();
    assertThat(peak).isBetween(1L << 20, 512L << 20);
    assertThat(Files.size(file)).isGreaterThan(1L << 32);
    try (NpzFile npz = NpzFile.open(file);
        ArrayReader images = npz.array("arr_0");
        ArrayReader labels = npz.array("arr_1")) {
      assertThat(images.shape()).isEqualTo(List.of((long) SAMPLES, (long) EDGE, (long) EDGE, 3L));
      assertThat(labels.toLongs()).isEqualTo(LongStream.range(0, SAMPLES).toArray());
      // To its end, where the checksum is compared.
      while (images.rowsLeft() > 0) {
        images.readRows(20);
      }
    }
  }
}
