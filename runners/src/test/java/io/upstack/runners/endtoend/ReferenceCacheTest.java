package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs that share a cache describe their reference by features once. */
final class ReferenceCacheTest {
  @TempDir private Path directory;

  @Test
  void findsTheReferenceOfAnotherRunAgain() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path cache = directory.resolve("cache");
    String option = "--set=evaluation.reference_cache=" + cache;
    Path alone = directory.resolve("alone");
    Path first = directory.resolve("first");
    Path second = directory.resolve("second");
    assertThat(InProcess.run(configuration, alone).status()).isZero();
    assertThat(InProcess.run(configuration, first, option).status()).isZero();
    OutputListing kept = OutputListing.of(cache);

    Outcome run = InProcess.run(configuration, second, option, "--seed=8");

    assertThat(run.status()).isZero();
    assertThat(OutputListing.of(cache)).isEqualTo(kept);
    assertThat(kept.under("features/").contents().keySet())
        .singleElement()
        .asString()
        .matches("features/[0-9a-f]{12}/images-[0-9a-f]{12}-[0-9a-f]{12}/00000.npz");
    assertThat(kept.under("metrics/").contents().keySet())
        .anyMatch(name -> name.contains("neighbours-"))
        .anyMatch(name -> name.contains("pool-root-"))
        .noneMatch(name -> name.contains("moments-"));
    assertThat(OutputListing.of(second).under("features/").contents().keySet())
        .allMatch(name -> name.contains("/samples/"));
    assertThat(OutputListing.of(first).under("metrics/comparison-").contents())
        .isEqualTo(OutputListing.of(alone).under("metrics/comparison-").contents());
    assertThat(OutputListing.of(first).under("metrics/pool-frechet-").contents())
        .isEqualTo(OutputListing.of(alone).under("metrics/pool-frechet-").contents());
  }

  @Test
  void refusesACacheThatCantBeWritten() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path file = Files.writeString(directory.resolve("file"), "text");

    Outcome run =
        InProcess.run(
            configuration, directory.resolve("out"), "--set=evaluation.reference_cache=" + file);

    assertThat(run.status()).isEqualTo(2);
    assertThat(run.errors()).contains("evaluation.reference_cache: ").contains(file.toString());
  }
}
