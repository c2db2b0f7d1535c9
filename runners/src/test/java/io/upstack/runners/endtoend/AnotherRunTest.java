package io.upstack.runners.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** An output is not given to another run than the one it holds. */
final class AnotherRunTest {

  @TempDir private static Path directory;
  private static Path configuration;
  private static Path output;
  private static OutputListing before;

  @BeforeAll
  static void run() throws Exception {
    configuration = SmallStack.write(directory);
    output = directory.resolve("out");
    assertThat(InProcess.generate(configuration, output).status()).isZero();
    before = OutputListing.of(output);
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of("generation.seed=8", "generation.seed: the output holds 7; asked for 8"),
        Arguments.of(
            "generation.base.classifier.classifier_scale=4.5",
            "generation.base.classifier.classifier_scale: the output holds 3.0; asked for 4.5"),
        Arguments.of(
            "generation.base.diffusion.timestep_respacing=ddim10",
            "generation.base.diffusion.timestep_respacing: the output holds \"ddim5\"; asked for"
                + " \"ddim10\""),
        Arguments.of(
            "generation.upsampler.sampling.eta=1",
            "generation.upsampler.sampling.eta: the output holds 0.0; asked for 1.0"),
        Arguments.of(
            "generation.labels={uniform {}}",
            "generation.labels: the output holds balanced; asked for uniform"),
        Arguments.of(
            "execution.batch_size=16", "execution.batch_size: the output holds 8; asked for 16"),
        Arguments.of(
            "execution.shard_size=32", "execution.shard_size: the output holds 16; asked for 32"),
        Arguments.of(
            "execution.intra_op_threads=2",
            "execution.intra_op_threads: the output holds 1; asked for 2"));
  }

  @ParameterizedTest
  @MethodSource("others")
  void isRefusedNamingWhatDiffers(String override, String problem) throws Exception {
    Outcome outcome = InProcess.generate(configuration, output, "--set", override);

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                2,
                "",
                "1 problem in %s, which holds another run:\n  %s\n".formatted(output, problem)));
    assertThat(OutputListing.of(output).entries()).isEqualTo(before.entries());
  }

  @Test
  void isRefusedNamingEverythingThatDiffers() throws Exception {
    Outcome outcome = InProcess.generate(configuration, output, "--seed=9", "--batch-size=16");

    assertThat(outcome)
        .isEqualTo(
            new Outcome(
                2,
                "",
                """
                2 problems in %s, which holds another run:
                  generation.seed: the output holds 7; asked for 9
                  execution.batch_size: the output holds 8; asked for 16
                """
                    .formatted(output)));
    assertThat(OutputListing.of(output).entries()).isEqualTo(before.entries());
  }

  @Test
  void isTheSameRunWithOtherSlotsAndAnotherEvaluation() throws Exception {
    Outcome outcome =
        InProcess.generate(
            configuration, output, "--set", "execution.slots=2", "--set", "evaluation.nearest_k=5");

    assertThat(outcome).isEqualTo(new Outcome(0, "samples: " + output + "/samples\n", ""));
    assertThat(OutputListing.of(output).entries()).isEqualTo(before.entries());
  }
}
