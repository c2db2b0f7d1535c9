package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.junit.jupiter.api.Test;

class JackknifeTest {
  private static ManifoldProgram program;

  @BeforeContainer
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterContainer
  static void close() {
    program.close();
  }

  /** Takes away each sample in turn, and counts everything anew. */
  @Property(tries = 300, seed = "17")
  void changesAreThoseOfDeletingTheSample(
      @ForAll long seed,
      @ForAll @IntRange(min = 6, max = 30) int references,
      @ForAll @IntRange(min = 6, max = 30) int count,
      @ForAll @IntRange(min = 1, max = 2) int width,
      @ForAll @IntRange(min = 1, max = 4) int nearestK,
      @ForAll @IntRange(min = 1, max = 5) int densityK) {
    Random random = new Random(seed);
    double scale = random.nextBoolean() ? 3 : 40;
    Features reference = ManifoldFixtures.wholeNumbers(random, references, width, scale);
    Features samples = ManifoldFixtures.wholeNumbers(random, count, width, scale);
    NeighbourSettings settings =
        new NeighbourSettings(nearestK, densityK, DistancePrecision.FLOAT32);

    BlockComparison comparison = compare(settings, reference, samples);
    NaiveManifold left = NaiveManifold.of(reference);
    NaiveManifold right = NaiveManifold.of(samples);
    int[] recallChange = new int[count];
    int[] coverageChange = new int[count];
    int recalled = right.holds(left, nearestK);
    int covered = left.covered(right, densityK);
    for (int sample = 0; sample < count; sample++) {
      NaiveManifold fewer = right.without(sample);
      recallChange[sample] = fewer.holds(left, nearestK) - recalled;
      coverageChange[sample] = left.covered(fewer, densityK) - covered;
    }
    assertThat(comparison.recalled()).isEqualTo(recalled);
    assertThat(comparison.covered()).isEqualTo(covered);
    assertThat(comparison.spheres()).isEqualTo(left.spheres(right, densityK));
    assertThat(comparison.recallChange()).isEqualTo(recallChange);
    assertThat(comparison.coverageChange()).isEqualTo(coverageChange);
  }

  private static BlockComparison compare(
      NeighbourSettings settings, Features reference, Features samples) {
    try (FeatureMatrix first = ManifoldFixtures.matrix(program, settings, reference);
        FeatureMatrix second = ManifoldFixtures.matrix(program, settings, samples)) {
      return new ManifoldComparison(
              program,
              settings,
              new ManifoldSet(first, ManifoldFixtures.neighbourhoods(program, settings, first)),
              new ManifoldSet(second, ManifoldFixtures.neighbourhoods(program, settings, second)))
          .compare(0);
    }
  }

  /** Fractions without a sample: 5/10, 6/10, 6/10, 7/10. */
  @Test
  void varianceIsTheScatterOfTheFractionsWithoutASample() {
    Jackknife jackknife = new Jackknife(10, 6, new int[] {-1, 0, 0, 1});

    assertThat(jackknife.variance()).isCloseTo(0.75 * 0.02, within(1e-15));
    assertThat(jackknife.interval()).isEqualTo(ConfidenceInterval.wilson(0.6, 0.24 / 0.03));
  }

  @Test
  void takesAsManyTrialsAsThereAreImagesWhereNoSampleMatters() {
    int[] none = new int[40];

    assertThat(new Jackknife(25, 25, none).interval()).isEqualTo(ConfidenceInterval.wilson(1, 25));
    assertThat(new Jackknife(60, 0, none).interval()).isEqualTo(ConfidenceInterval.wilson(0, 40));
  }

  /** 3 of 200 images are not counted, and 12 by one sample alone: 0.985 as of 200 / 1.04 trials. */
  @Test
  void isNotWidenedNearOneByImagesThatChangeOneByOne() {
    int[] changes = new int[300];
    Arrays.fill(changes, 0, 12, -1);

    ConfidenceInterval interval = new Jackknife(200, 197, changes).interval();
    assertThat(interval.low()).isCloseTo(0.956, within(0.001));
    assertThat(interval.high()).isCloseTo(0.995, within(0.001));
  }

  /** The same, but the 12 by two samples: as of 33 trials less a fifth. */
  @Test
  void isWiderWhereImagesChangeTogether() {
    int[] changes = new int[300];
    Arrays.fill(changes, 0, 2, -6);

    assertThat(new Jackknife(200, 197, changes).interval().low()).isBetween(0.8, 0.9);
  }

  /**
   * Ten images that change together leave 200 images as precise as 20, and four as precise as 50.
   */
  @Test
  void saysWhetherFewSamplesDecide() {
    int[] tens = new int[300];
    Arrays.fill(tens, 0, 5, -10);
    int[] fours = new int[300];
    Arrays.fill(fours, 0, 5, -4);

    assertThat(new Jackknife(200, 100, tens).isDecidedByFew()).isTrue();
    assertThat(new Jackknife(200, 100, fours).isDecidedByFew()).isFalse();
    assertThat(new Jackknife(200, 100, new int[300]).isDecidedByFew()).isFalse();
  }

  /** All covered, but 10 of them by one sample alone: certain of nothing, yet not of all. */
  @Test
  void doesNotTrustAFractionOfOneThatASampleHolds() {
    int[] changes = new int[40];
    Arrays.fill(changes, 0, 10, -1);

    ConfidenceInterval interval = new Jackknife(20, 20, changes).interval();
    assertThat(interval.high()).isEqualTo(1);
    assertThat(interval.low()).isBetween(0.4, 0.9);
  }
}
