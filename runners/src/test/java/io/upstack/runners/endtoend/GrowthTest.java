package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asks a run for more samples than it has, or for fewer. */
final class GrowthTest {
  private static final int PIXELS_OF_EIGHT = 8 * 32 * 32 * 3;

  @TempDir private Path directory;

  @Test
  void growsIntoWhatAnUndisturbedRunLeavesAndDoesNotShrink() throws Exception {
    Path configuration = SmallStack.write(directory);
    Path grown = directory.resolve("grown");
    Path undisturbed = directory.resolve("undisturbed");
    assertThat(InProcess.run(configuration, grown).status()).isZero();
    OutputListing before = OutputListing.of(grown);
    SampleObject shortShard = SampleObject.read(grown.resolve("samples/00001.npz"));

    assertThat(InProcess.run(configuration, grown, "--num-samples=40").status()).isZero();
    assertThat(InProcess.run(configuration, undisturbed, "--num-samples=40").status()).isZero();

    OutputListing after = OutputListing.of(grown);
    OutputListing expected = OutputListing.of(undisturbed);
    assertThat(after.without("metrics/").repeatable())
        .isEqualTo(expected.without("metrics/").repeatable());
    // The results for fewer samples stay next to it.
    assertThat(after.under("metrics/").contents())
        .containsAllEntriesOf(expected.under("metrics/").contents());
    assertThat(after.under("samples/").contents()).hasSize(3);
    assertThat(after.entries().get("samples/00000.npz"))
        .isEqualTo(before.entries().get("samples/00000.npz"));
    SampleObject wholeShard = SampleObject.read(grown.resolve("samples/00001.npz"));
    assertThat(wholeShard.shape()).startsWith(16L);
    assertThat(Arrays.copyOf(wholeShard.pixels(), PIXELS_OF_EIGHT)).isEqualTo(shortShard.pixels());

    Outcome shrunk = InProcess.run(configuration, grown, "--num-samples=24");

    assertThat(shrunk)
        .isEqualTo(
            new Outcome(
                2,
                "",
                """
                1 problem in %s, which holds another run:
                  generation.num_samples: the output holds 40; asked for 24, but a run shrinks only\
                 where no shard beyond has been made, and there are 6, such as base/00001.npz: use another\
                 output, or evaluate the samples of this one
                """
                    .formatted(grown)));
    assertThat(OutputListing.of(grown).entries()).isEqualTo(after.entries());
  }
}
