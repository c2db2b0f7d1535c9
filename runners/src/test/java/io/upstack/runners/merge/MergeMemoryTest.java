package io.upstack.runners.merge;

import static java.util.concurrent.TimeUnit.MINUTES;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.runners.ChildProgram;
import io.upstack.runners.MeasuredProcess;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Merges more bytes of images than 32 bits can count, in a process like the launcher's. */
@Tag("slow")
@Timeout(value = 15, unit = MINUTES)
final class MergeMemoryTest {
  private static final long HALF_A_GIGABYTE = 512L << 20;

  private static final int EDGE = 256;
  private static final int SHARD = 128;

  @TempDir private Path directory;

  @Test
  void aFileOfMoreThanFourGigabytesTakesHalfAGigabyteOfMemory() throws Exception {
    int samples = 22_000;
    Path run = directory.resolve("run");
    SparseRun.write(run, samples, EDGE, SHARD);
    Path file = directory.resolve("samples.npz");

    MeasuredProcess merge =
        MeasuredProcess.run(directory, "-Xmx2g", "merge", run.toString(), file.toString());

    assertThat(merge.peak()).isBetween(1L << 20, HALF_A_GIGABYTE);
    assertThat(Files.size(file)).isGreaterThan(1L << 32);
    try (NpzFile npz = NpzFile.open(file);
        ArrayReader images = npz.array("arr_0");
        ArrayReader labels = npz.array("arr_1")) {
      assertThat(images.shape()).isEqualTo(List.of((long) samples, (long) EDGE, (long) EDGE, 3L));
      assertThat(labels.toLongs()).isEqualTo(LongStream.range(0, samples).toArray());
      // To its end, where the checksum is compared.
      while (images.rowsLeft() > 0) {
        images.readRows(20);
      }
    }
  }

  @Test
  void anObjectIsLargerThanTheMemoryItTakes() throws Exception {
    int samples = 2000;
    Path run = directory.resolve("run");
    SparseRun.write(run, samples, EDGE, SHARD);
    MeasuredProcess merge;
    // All of it is there twice while its parts are joined.
    try (ChildProgram server = ChildProgram.start(ServingProgram.class, "-Xmx3g", "study")) {
      merge =
          MeasuredProcess.run(
              directory,
              "-Xmx256m",
              "merge",
              run.toString(),
              "gs://study/samples.npz",
              "--gcs-endpoint=" + server.said(),
              "--gcs-anonymous");
    }

    assertThat(merge.output()).containsExactly("gs://study/samples.npz: 2000 images of " + run);
    assertThat(merge.peak()).isBetween(1L << 20, (long) samples * EDGE * EDGE * 3);
  }
}
