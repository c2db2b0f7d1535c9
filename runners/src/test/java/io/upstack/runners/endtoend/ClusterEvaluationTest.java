package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Evaluates samples on a cluster of processes. */
@Tag("slow")
@Timeout(900)
final class ClusterEvaluationTest {
  private static final Path EXTRACTOR = Path.of("../configs/fashion32/features.pt");

  @TempDir private Path directory;

  @Test
  void aClusterMeasuresWhatThisMachineMeasures() throws Exception {
    Path samples = images("samples.npz", 1, 600);
    Path reference = images("reference.npz", 2, 40);
    Path cache = directory.resolve("cache");
    Outcome here = evaluate(samples, reference, directory.resolve("other"));
    assertThat(here.status()).as(here.errors()).isZero();

    try (ClusterProcesses cluster = ClusterProcesses.start(directory, 2)) {
      Outcome there =
          evaluate(
              samples, reference, cache, "--runner=flink", "--flink-master=" + cluster.master());

      assertThat(there.status()).as(there.errors()).isZero();
      assertThat(there.output()).isEqualTo(here.output()).contains("FID: ");
      assertThat(there.errors()).contains("ends with: ./upstack cancel ");
      // The record that the workers had to find is gone.
      try (Stream<Path> left = Files.list(cache)) {
        assertThat(left).noneMatch(file -> file.toString().endsWith(".textproto"));
      }
      assertThat(cluster.stop().status()).isZero();
    }
  }

  private Outcome evaluate(Path samples, Path reference, Path cache, String... options)
      throws Exception {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "evaluate",
                    "--samples=" + samples,
                    "--reference=" + reference,
                    "--extractor=" + EXTRACTOR.toAbsolutePath().normalize(),
                    "--cache=" + cache),
                Stream.of(options))
            .toList();
    try (UpstackProcess client =
        UpstackProcess.start(directory, arguments.toArray(String[]::new))) {
      return client.finish();
    }
  }

  private Path images(String name, long seed, int count) throws IOException {
    byte[] pixels = new byte[count * 32 * 32 * 3];
    new Random(seed).nextBytes(pixels);
    Path file = directory.resolve(name);
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(
          output,
          List.of(NamedArray.ofBytes("arr_0", List.of((long) count, 32L, 32L, 3L), pixels)));
    }
    return file;
  }
}
