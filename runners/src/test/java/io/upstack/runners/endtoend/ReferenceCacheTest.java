package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
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
  void removesWhatCommandsLeftThatWereKilledLongAgo() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path cache = directory.resolve("cache");
    Path output = directory.resolve("out");
    String probe = "upstack-probe-10c8a8b5-6a8c-4a1a-8e0e-16a7a3c4f7d2";
    String answer = "upstack-batch-size-10c8a8b5-6a8c-4a1a-8e0e-16a7a3c4f7d2.textproto";
    String mark = "attempts/lost/features/00000-001-0000abcd.textproto";
    leave(cache, Duration.ofDays(8), probe, mark);
    leave(cache, Duration.ofDays(6), probe + "-2", mark + "-2");
    leave(output, Duration.ofDays(8), probe, answer, mark, "batch-size-" + answer);

    assertThat(
            InProcess.run(configuration, output, "--set=evaluation.reference_cache=" + cache)
                .status())
        .isZero();

    assertThat(OutputListing.of(cache).contents())
        .containsKeys(probe + "-2", mark + "-2")
        .doesNotContainKeys(probe, mark);
    assertThat(OutputListing.of(output).contents().keySet())
        .noneMatch(name -> name.contains(probe) || name.contains(answer))
        .noneMatch(name -> name.startsWith("attempts/"));
  }

  private static void leave(Path directory, Duration age, String... names) throws IOException {
    try (ObjectStore store = ObjectStores.open(directory.toString())) {
      for (String name : names) {
        store.create(name, StoreFormat.utf8("x"));
        Files.setLastModifiedTime(directory.resolve(name), FileTime.from(Instant.now().minus(age)));
      }
    }
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
