package io.upstack.stages.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class NoiseScheduleTest {
  @Test
  void linearIsNumpysLinspaceStretched() {
    // numpy.linspace(200 * 0.0001, 200 * 0.02, 5)
    assertThat(NoiseSchedule.LINEAR.betas(5)).containsExactly(0.02, 1.015, 2.01, 3.005, 4.0);
    double[] published = NoiseSchedule.LINEAR.betas(1000);
    assertThat(published[0]).isEqualTo(0.0001);
    assertThat(published[499]).isEqualTo(0.010040040040040039);
    assertThat(published[998]).isEqualTo(0.01998008008008008);
    assertThat(published[999]).isEqualTo(0.02);
    assertThat(NoiseSchedule.LINEAR.betas(1)).containsExactly(0.1);
  }

  @Test
  void cosineIsCappedAtTheEnd() {
    assertThat(NoiseSchedule.COSINE.betas(4))
        .containsExactly(
            new double[] {0.1529878386730953, 0.41695808751199426, 0.7078587123971634, 0.999},
            within(1e-14));
    double[] published = NoiseSchedule.COSINE.betas(1000);
    assertThat(published[0]).isCloseTo(4.128422482196914e-05, within(1e-15));
    assertThat(published[500]).isCloseTo(0.003155691441585007, within(1e-15));
  }

  @Property(tries = 40, seed = "7")
  void betasAreVariancesThatGrow(
      @ForAll NoiseSchedule schedule, @ForAll @IntRange(min = 20, max = 4000) int steps) {
    double[] betas = schedule.betas(steps);
    assertThat(betas).hasSize(steps).isSorted();
    assertThat(Arrays.stream(betas)).allMatch(beta -> beta > 0 && beta <= 1);
  }

  @Test
  void flagsAreThoseOfGuidedDiffusion() {
    assertThat(NoiseSchedule.flags()).isEqualTo("linear, cosine");
    assertThat(NoiseSchedule.of("cosine")).contains(NoiseSchedule.COSINE);
    assertThat(NoiseSchedule.of("Cosine")).isEmpty();
  }
}
