package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifoldAnalysisTest {
  private static final NeighbourSettings ONE =
      new NeighbourSettings(1, 1, DistancePrecision.FLOAT32);

  private static ManifoldProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /**
   * On a line, k = 1: the reference covers [-1, 2] and [7, 13], the samples [0, 6] and [13, 16].
   * Without surfaces the reference's spheres are (-1, 1), (0, 2), (7, 11) and (9, 13).
   */
  @Test
  void countsWhatLiesInTheOtherManifold() {
    Features reference = ManifoldFixtures.rows(1, 0, 1, 9, 11);
    Features samples = ManifoldFixtures.rows(1, 2, 4, 14, 15, 10);

    ManifoldMetrics metrics = compare(ONE, reference, samples);
    assertThat(metrics.precision()).hasValue(0.4);
    assertThat(metrics.recall()).hasValue(1);
    assertThat(metrics.density()).hasValue(0.4);
    assertThat(metrics.coverage()).hasValue(0.5);
  }

  /** Radii 1, 1, 2 and 2 have the median 1.5: realism is measured from 0 and 1. */
  @Test
  void scoresRealismFromTheDenserHalfOfTheReference() {
    Features reference = ManifoldFixtures.rows(1, 0, 1, 9, 11);
    Features samples = ManifoldFixtures.rows(1, 2, -4, 11, 1.25);

    Realism realism = compare(ONE, reference, samples).realism().orElseThrow();
    assertThat(realism.of(0)).isCloseTo(1, within(1e-4));
    assertThat(realism.of(1)).isCloseTo(0.25, within(1e-4));
    assertThat(realism.of(2)).isCloseTo(0.1, within(1e-4));
    assertThat(realism.of(3)).isCloseTo(4, within(1e-3));
    assertThat(realism.highest(2)).containsExactly(3, 0);
    assertThat(realism.lowest(2)).containsExactly(2, 1);
    assertThat(realism.size()).isEqualTo(4);
  }

  /** A sample on a reference image is as real as fp32 lets it be, not infinitely so. */
  @Test
  void scoresCopiesOfTheReferenceFinitely() {
    Features reference = ManifoldFixtures.rows(1, 0, 1, 9, 11);

    Realism realism = compare(ONE, reference, reference).realism().orElseThrow();
    assertThat(realism.of(0)).isCloseTo(Math.sqrt(1e5), within(0.01));
  }

  @Test
  void ofASetWithItselfIsOneThroughout() {
    Features features = ManifoldFixtures.wholeNumbers(new Random(8), 90, 5, 50);

    ManifoldMetrics metrics = compare(NeighbourSettings.PUBLISHED, features, features);
    assertThat(metrics.precision()).hasValue(1);
    assertThat(metrics.recall()).hasValue(1);
    assertThat(metrics.density()).hasValue(1);
    assertThat(metrics.coverage()).hasValue(1);
    assertThat(metrics.intervals().precision().orElseThrow().high()).isEqualTo(1);
    assertThat(metrics.intervals().recall().orElseThrow().high()).isEqualTo(1);
  }

  /** Sizes about those of tiles, of blocks of reference images, and of blocks of rows. */
  @ParameterizedTest
  @CsvSource({
    "70, 50, 6, 3, 5, 3",
    "41, 63, 1, 5, 2, 20",
    "9, 8, 30, 7, 7, 4",
    "499, 999, 2, 3, 5, 60",
    "500, 1000, 3, 2, 4, 8",
    "501, 1001, 3, 3, 5, 8",
    "1002, 2003, 2, 1, 3, 100",
    "5001, 300, 2, 3, 5, 300",
    "700, 5000, 2, 3, 5, 300"
  })
  void agreesWithCountingPairByPair(
      int reference, int samples, int width, int nearestK, int densityK, double scale) {
    Random random = new Random(9);
    Features first = ManifoldFixtures.wholeNumbers(random, reference, width, scale);
    Features second = ManifoldFixtures.wholeNumbers(random, samples, width, scale * 1.2);
    NeighbourSettings settings =
        new NeighbourSettings(nearestK, densityK, DistancePrecision.FLOAT32);

    ManifoldMetrics metrics = compare(settings, first, second);
    NaiveManifold left = NaiveManifold.of(first);
    NaiveManifold right = NaiveManifold.of(second);
    long spheres = 0;
    for (int count : left.spheres(right, densityK)) {
      spheres += count;
    }
    assertThat(metrics.precision()).hasValue((double) left.holds(right, nearestK) / samples);
    assertThat(metrics.recall()).hasValue((double) right.holds(left, nearestK) / reference);
    assertThat(metrics.density()).hasValue((double) spheres / samples / densityK);
    assertThat(metrics.coverage()).hasValue((double) left.covered(right, densityK) / reference);
  }

  @Test
  void precisionIsRecallTheOtherWayRound() {
    Random random = new Random(10);
    Features first = ManifoldFixtures.normal(random, 130, 8);
    Features second = ManifoldFixtures.normal(random, 75, 8);

    ManifoldMetrics forth = compare(NeighbourSettings.PUBLISHED, first, second);
    ManifoldMetrics back = compare(NeighbourSettings.PUBLISHED, second, first);
    assertThat(back.precision()).isEqualTo(forth.recall());
    assertThat(back.recall()).isEqualTo(forth.precision());
    assertThat(forth.precision().orElseThrow()).isBetween(0.05, 0.95);
  }

  private static ManifoldMetrics compare(
      NeighbourSettings settings, Features reference, Features samples) {
    return ManifoldFixtures.compare(program, settings, reference, samples);
  }
}
