package io.upstack.runners.endtoend;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.Maps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second launch repairs what happened to objects after the first. */
final class DamageTest {
  /** One object of each kind, each in a shard whose other objects stay as they were. */
  private static final List<String> VICTIMS =
      List.of(
          "samples/00000.npz",
          "base/00001.npz",
          "features/[0-9a-f]+/samples/00002.npz",
          "features/[0-9a-f]+/images-[0-9a-f]+/00000.npz",
          "metrics/comparison-[0-9a-f]+/00000.npz");

  @TempDir private static Path directory;
  private static Path configuration;
  private static Path output;

  /** A damage that may happen to a file. */
  private enum Damage {
    TRUNCATION {
      @Override
      void hit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
      }
    },
    FLIPPED_BIT {
      @Override
      void hit(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
      }
    },
    DELETION {
      @Override
      void hit(Path file) throws IOException {
        Files.delete(file);
      }
    };

    abstract void hit(Path file) throws IOException;
  }

  @BeforeAll
  static void run() throws Exception {
    configuration = SmallStack.write(directory);
    output = directory.resolve("out");
    assertThat(InProcess.run(configuration, output, "--num-samples=40").status()).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void isMadeGoodByTheNextLaunch(Damage damage) throws Exception {
    OutputListing whole = OutputListing.of(output);
    Set<String> victims =
        whole.contents().keySet().stream()
            .filter(name -> VICTIMS.stream().anyMatch(name::matches))
            .collect(toSet());
    assertThat(victims).hasSameSizeAs(VICTIMS);
    for (String victim : victims) {
      damage.hit(output.resolve(victim));
    }

    Outcome outcome = InProcess.run(configuration, output, "--num-samples=40");

    assertThat(outcome.errors()).isEmpty();
    assertThat(outcome.status()).isZero();
    OutputListing mended = OutputListing.of(output);
    assertThat(mended.repeatable()).isEqualTo(whole.repeatable());
    Set<String> remade =
        Maps.difference(whole.withoutTimes().entries(), mended.withoutTimes().entries())
            .entriesDiffering()
            .keySet();
    assertThat(remade).isEqualTo(victims);
  }
}
