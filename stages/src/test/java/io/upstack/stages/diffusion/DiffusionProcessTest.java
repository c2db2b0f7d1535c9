package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class DiffusionProcessTest {
  /** The formulas of gaussian_diffusion.py and respace.py, computed with numpy. */
  @Test
  void constantsAreThoseOfNumpy() {
    DiffusionProcess process = DiffusionProcess.of(NoiseSchedule.LINEAR, 1000, "4");
    assertThat(process.timestepMap()).containsExactly(0, 333, 666, 999);
    assertThat(process.originalSteps()).isEqualTo(1000);
    assertValues(
        process.betas(),
        9.999999999998899e-05,
        0.6813432793614904,
        0.965526135179409,
        0.9963257964374774);
    assertValues(
        process.alphasCumprod(),
        0.9999,
        0.3186248549664457,
        0.010984230178593664,
        4.0358297653756774e-05);
    assertValues(
        process.posteriorVariance(),
        0,
        9.99953233292451e-05,
        0.6651921339033411,
        0.9854216944985987);
    assertValues(
        process.posteriorLogVarianceClipped(),
        -9.210387139777328,
        -9.210387139777328,
        -0.40767935689362333,
        -0.014685613183427232);
    assertValues(
        process.posteriorMeanCoefficient1(),
        1,
        0.9999032343808925,
        0.5510622268102274,
        0.1044248151907955);
    assertValues(
        process.posteriorMeanCoefficient2(),
        0,
        8.284670757520436e-05,
        0.12791693894331976,
        0.05995181714863759);
  }

  @Property(tries = 50, seed = "11")
  void respacingKeepsTheSignalOfTheStepsItLeaves(
      @ForAll NoiseSchedule schedule, @ForAll @IntRange(min = 20, max = 1000) int steps) {
    DiffusionProcess whole = DiffusionProcess.of(schedule, steps, "");
    DiffusionProcess some = DiffusionProcess.of(schedule, steps, "7");
    int[] map = some.timestepMap();
    for (int step = 0; step < some.steps(); step++) {
      double signal = whole.alphasCumprod()[map[step]];
      assertThat(some.alphasCumprod()[step]).isCloseTo(signal, within(1e-9 * signal + 1e-15));
    }
    assertThat(some.betas()).hasSize(7);
    assertThat(IntStream.of(map)).isSorted();
  }

  @Test
  void aProcessOfOneStepHasItsBetasVariance() {
    DiffusionProcess process = DiffusionProcess.of(NoiseSchedule.LINEAR, 1000, "1");
    assertThat(process.posteriorVariance()).containsExactly(0);
    assertValues(process.posteriorLogVarianceClipped(), Math.log(0.0001));
  }

  @Test
  void aScheduleStretchedTooFarIsRefused() {
    assertThatThrownBy(() -> DiffusionProcess.of(NoiseSchedule.LINEAR, 10, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "the linear schedule over 10 diffusion steps has the variance 1.1155555555555556 at step 5,"
                + " expected one above 0 and at most 1; published models have 1000 steps");
  }

  @Test
  void callersCannotChangeAProcess() {
    DiffusionProcess process = DiffusionProcess.of(NoiseSchedule.COSINE, 1000, "10");
    process.betas()[0] = 5;
    process.timestepMap()[0] = 5;
    process.alphasCumprod()[0] = 5;
    assertThat(process).isEqualTo(DiffusionProcess.of(NoiseSchedule.COSINE, 1000, "10"));
    assertThat(process.alphasCumprod()[0]).isLessThan(1);
  }

  private static void assertValues(double[] actual, double... expected) {
    assertThat(actual).hasSize(expected.length);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i])
          .as("step %d", i)
          .isCloseTo(expected[i], within(1e-12 * Math.abs(expected[i])));
    }
  }
}
