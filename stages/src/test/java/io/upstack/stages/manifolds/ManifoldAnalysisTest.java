package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
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
    assertThat(metrics.precision()).isEqualTo(0.4);
    assertThat(metrics.recall()).isEqualTo(1);
    assertThat(metrics.density()).hasValue(0.4);
    assertThat(metrics.coverage()).hasValue(0.5);
  }

  /** Radii 1, 1, 2 and 2 have the median 1.5: realism is measured from 0 and 1. */
  @Test
  void scoresRealismFromTheDenserHalfOfTheReference() {
    Features reference = ManifoldFixtures.rows(1, 0, 1, 9, 11);
    Features samples = ManifoldFixtures.rows(1, 2, -4, 11, 1.25);

    Realism realism = compare(ONE, reference, samples).realism();
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

    Realism realism = compare(ONE, reference, reference).realism();
    assertThat(realism.of(0)).isCloseTo(Math.sqrt(1e5), within(0.01));
  }

  /** What is there twice has the radius 0, which reaches the same point alone. */
  @Test
  void givesDuplicatesTheRadiusZero() {
    Features reference = ManifoldFixtures.rows(2, 0.1, 0.7, 0.1, 0.7, 50.3, 50.9, 60.1, 60.7);
    Features samples = ManifoldFixtures.rows(2, 0.1, 0.7, 0.11, 0.7, 51.3, 50.9, 90.1, 3.3);

    assertThat(compare(ONE, reference, samples).precision()).isEqualTo(0.5);
  }

  /** Rounding would leave distances of 1e-4 and more between the same 2048 features. */
  @Test
  void findsEqualImagesAtNoDistance() {
    Random random = new Random(3);
    float[] one = ManifoldFixtures.normal(random, 1, 2048).toFloats();
    float[] same = new float[7 * 2048];
    for (int i = 0; i < same.length; i++) {
      same[i] = one[i % 2048] * 20;
    }
    Features collapsed = Features.of(7, 2048, same);

    ManifoldMetrics metrics = compare(NeighbourSettings.PUBLISHED, collapsed, collapsed);
    assertThat(metrics.precision()).isEqualTo(1);
    assertThat(metrics.recall()).isEqualTo(1);
    assertThat(metrics.coverage()).hasValue(0);
    try (FeatureMatrix matrix =
        ManifoldFixtures.matrix(program, NeighbourSettings.PUBLISHED, collapsed)) {
      Neighbourhoods neighbourhoods =
          ManifoldFixtures.neighbourhoods(program, NeighbourSettings.PUBLISHED, matrix);
      assertThat(neighbourhoods.squaredRadius(4, 3)).isZero();
      assertThat(neighbourhoods.neighbour(4, 5)).isEqualTo(5);
      assertThat(neighbourhoods.neighbour(1, 1)).isEqualTo(0);
    }
  }

  @Test
  void ofASetWithItselfIsOneThroughout() {
    Features features = ManifoldFixtures.wholeNumbers(new Random(8), 90, 5, 50);

    ManifoldMetrics metrics = compare(NeighbourSettings.PUBLISHED, features, features);
    assertThat(metrics.precision()).isEqualTo(1);
    assertThat(metrics.recall()).isEqualTo(1);
    assertThat(metrics.density()).hasValue(1);
    assertThat(metrics.coverage()).hasValue(1);
    assertThat(metrics.intervals().precision().high()).isEqualTo(1);
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
    assertThat(metrics.precision()).isEqualTo((double) left.holds(right, nearestK) / samples);
    assertThat(metrics.recall()).isEqualTo((double) right.holds(left, nearestK) / reference);
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
    assertThat(forth.precision()).isBetween(0.05, 0.95);
  }

  /** Four images have three neighbours each: a recall, but none without one of the samples. */
  @Test
  void measuresTheFewestImagesButLeavesOutWhatTheyDoNotGive() {
    Features four = ManifoldFixtures.rows(1, 1, 2, 3, 4);
    Features six = ManifoldFixtures.rows(1, 1, 2, 3, 4, 6, 8);

    ManifoldMetrics fewest = compare(NeighbourSettings.PUBLISHED, four, four);
    assertThat(fewest.precision()).isEqualTo(1);
    assertThat(fewest.recall()).isEqualTo(1);
    assertThat(fewest.density()).isEmpty();
    assertThat(fewest.coverage()).isEmpty();
    assertThat(fewest.intervals().recall()).isEmpty();
    assertThat(fewest.intervals().density()).isEmpty();
    assertThat(fewest.intervals().coverage()).isEmpty();

    ManifoldMetrics enough = compare(NeighbourSettings.PUBLISHED, six, six);
    assertThat(enough.density()).hasValue(1);
    assertThat(enough.coverage()).hasValue(1);
    assertThat(enough.intervals().recall()).isPresent();
    assertThat(enough.intervals().density()).isPresent();
    assertThat(enough.intervals().coverage()).isPresent();
  }

  @Test
  void refusesWhatCannotBeComparedAllAtOnce() {
    Features reference = ManifoldFixtures.rows(1, 1, 2, 3);
    Features samples = ManifoldFixtures.rows(2, 1, 2, 3, 4);

    assertThatThrownBy(() -> compare(NeighbourSettings.PUBLISHED, reference, samples))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "samples with 2 features can't be compared with a reference of 1; precision and recall"
                + " of 3 reference images with 3 nearest neighbours, expected 4 or more; precision"
                + " and recall of 2 samples with 3 nearest neighbours, expected 4 or more");
    assertThatThrownBy(() -> new NeighbourSettings(0, 5, DistancePrecision.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 nearest neighbours and 5 of density, expected 1 or more");
  }

  private static ManifoldMetrics compare(
      NeighbourSettings settings, Features reference, Features samples) {
    return ManifoldFixtures.compare(program, settings, reference, samples);
  }
}
