package io.upstack.stages.metrics.kid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.Estimate;
import java.util.Arrays;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KidPlanTest {
  @ParameterizedTest
  @CsvSource({
    "50000, 10000, 1000, 50, 1000, 1000",
    "5000, 10000, 1000, 10, 500, 500",
    "50999, 300, 1000, 50, 1000, 300",
    "19, 19, 1000, 9, 2, 2",
    "3, 2, 1000, 1, 2, 2",
    "100, 100, 3, 33, 3, 3"
  })
  void cutsSamplesIntoSubsets(
      int samples, int references, int size, int subsets, int samplesEach, int referencesEach) {
    KidPlan plan = new KidPlan(1, samples, references, size);

    assertThat(plan.subsets()).isEqualTo(subsets);
    assertThat(plan.samples(0)).hasSize(samplesEach);
    assertThat(plan.references(subsets - 1)).hasSize(referencesEach);
  }

  @Property(tries = 50)
  void drawsEachSampleOnceAndNoReferenceImageTwiceInASubset(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 200) int samples,
      @ForAll @IntRange(min = 2, max = 50) int references,
      @ForAll @IntRange(min = 2, max = 40) int size) {
    KidPlan plan = new KidPlan(seed, samples, references, size);
    int[] all =
        IntStream.range(0, plan.subsets())
            .flatMap(subset -> Arrays.stream(plan.samples(subset)))
            .toArray();

    assertThat(all).doesNotHaveDuplicates();
    assertThat(IntStream.of(all)).allMatch(index -> index >= 0 && index < samples);
    for (int subset = 0; subset < plan.subsets(); subset++) {
      assertThat(plan.references(subset)).doesNotHaveDuplicates().isSorted();
      assertThat(IntStream.of(plan.references(subset)))
          .allMatch(index -> index >= 0 && index < references);
    }
  }

  @Test
  void drawsOthersFromTheReferenceForEachSubset() {
    KidPlan plan = new KidPlan(1, 1000, 1000, 50);

    assertThat(plan.references(0)).isEqualTo(plan.references(0)).isNotEqualTo(plan.references(1));
    assertThat(new KidPlan(2, 1000, 1000, 50).references(0)).isNotEqualTo(plan.references(0));
    assertThat(plan.samples(0)).isNotEqualTo(plan.references(0));
  }

  /** Mean 3, variance 20/9 of ten, t of 9 degrees 2.2622. */
  @Test
  void boundsTheMeanOfTheSubsets() {
    Estimate estimate =
        new KidPlan(1, 50, 10, 10).estimate(new double[] {1, 2, 3, 4, 5, 1, 2, 3, 4, 5});

    assertThat(estimate.value()).hasValue(3);
    double halfWidth = 2.2622 * Math.sqrt(20 / 9.0 / 10);
    assertThat(estimate.interval().orElseThrow().low()).isCloseTo(3 - halfWidth, within(1e-4));
    assertThat(estimate.interval().orElseThrow().high()).isCloseTo(3 + halfWidth, within(1e-4));
  }

  @Test
  void saysWhatIsMissing() {
    Estimate one = new KidPlan(1, 3, 5, 1000).estimate(new double[] {0.5});
    assertThat(one.value()).hasValue(0.5);
    assertThat(one.interval()).isEmpty();
    assertThat(one.reason()).hasValue("an interval from 3 samples, expected 50 or more");

    Estimate none = new KidPlan(1, 500, 1, 1000).estimate(new double[0]);
    assertThat(none.value()).isEmpty();
    assertThat(none.reason())
        .hasValue("it needs 2 or more samples and reference images, found 500 and 1");
  }

  @Test
  void refusesWhatDoesNotFit() {
    assertThatThrownBy(() -> new KidPlan(1, 10, 10, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("KID of subsets of 1, expected 2 or more");
    assertThatThrownBy(() -> new KidPlan(1, 100, 100, 10).estimate(new double[9]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("distances of 9 subsets, expected 10");
  }
}
