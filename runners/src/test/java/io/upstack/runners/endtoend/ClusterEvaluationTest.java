package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
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
      assertReferencesAreTheSame(samples, cache, cluster);
      // The records that the workers had to find are gone.
      try (Stream<Path> left = Files.list(cache)) {
        assertThat(left).noneMatch(file -> file.toString().endsWith(".textproto"));
      }
      assertThat(cluster.stop().status()).isZero();
    }
  }

  /** The samples are in two shards, and a batch has images of both. */
  private void assertReferencesAreTheSame(Path samples, Path cache, ClusterProcesses cluster)
      throws Exception {
    Path here = directory.resolve("here.npz");
    Path there = directory.resolve("there.npz");
    assertThat(reference(samples, here).status()).isZero();
    Outcome made =
        reference(
            samples,
            there,
            "--cache=" + cache,
            "--runner=flink",
            "--flink-master=" + cluster.master());
    assertThat(made.status()).as(made.errors()).isZero();
    try (NpzFile one = NpzFile.open(here);
        NpzFile other = NpzFile.open(there)) {
      assertThat(other.names()).isEqualTo(one.names());
      assertThat(other.array("arr_0").toBytes()).isEqualTo(one.array("arr_0").toBytes());
      for (String statistic : List.of("mu", "sigma", "mu_s", "sigma_s")) {
        assertThat(other.array(statistic).toDoubles())
            .usingComparatorWithPrecision(1e-4)
            .containsExactly(one.array(statistic).toDoubles());
      }
    }
  }

  private Outcome reference(Path images, Path output, String... options) throws Exception {
    List<String> arguments =
        Stream.concat(
                Stream.of(
                    "reference",
                    "--images=" + images,
                    "--output=" + output,
                    "--batch-size=48",
                    "--extractor=" + EXTRACTOR.toAbsolutePath().normalize()),
                Stream.of(options))
            .toList();
    try (UpstackProcess client =
        UpstackProcess.start(directory, arguments.toArray(String[]::new))) {
      return client.finish();
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
