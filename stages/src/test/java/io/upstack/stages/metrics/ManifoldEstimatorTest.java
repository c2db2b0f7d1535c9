package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.Device;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ManifoldEstimatorTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /**
   * On a line, k = 1: the reference covers [-1, 2] and [8, 12], the samples [1, 5] and [11, 17].
   */
  @Test
  void countsWhatLiesInTheOtherManifoldWithItsSurface() {
    Features reference = MetricFixtures.rows(1, 0, 1, 9, 11);
    Features samples = MetricFixtures.rows(1, 2, 4, 14, 15);

    assertThat(evaluate(reference, samples, 1)).isEqualTo(new PrecisionRecall(0.25, 0.5));
  }

  /** The image at 0 is there twice: its nearest other is 0 away, which reaches only itself. */
  @Test
  void givesDuplicatesTheRadiusZeroWhichReachesTheSamePoint() {
    Features reference = MetricFixtures.rows(2, 0.1, 0.7, 0.1, 0.7, 50.3, 50.9, 60.1, 60.7);
    Features samples = MetricFixtures.rows(2, 0.1, 0.7, 0.11, 0.7, 51.3, 50.9, 90.1, 3.3);

    assertThat(evaluate(reference, samples, 1).precision()).isEqualTo(0.5);
  }

  @Test
  void ofASetWithItselfIsOne() {
    Features features = MetricFixtures.normal(new Random(8), 90, 5);

    assertThat(evaluate(features, features, 3)).isEqualTo(new PrecisionRecall(1, 1));
  }

  @ParameterizedTest
  @CsvSource({"70, 50, 6, 3", "41, 63, 1, 5", "9, 8, 30, 7", "2300, 2101, 4, 3"})
  void agreesWithCountingPairByPair(int reference, int samples, int width, int neighbours) {
    Random random = new Random(9);
    Features first = wholeNumbers(MetricFixtures.normal(random, reference, width));
    Features second = wholeNumbers(MetricFixtures.normal(random, samples, width));

    PrecisionRecall expected =
        new PrecisionRecall(
            PairwiseManifold.fractionWithin(second, first, neighbours),
            PairwiseManifold.fractionWithin(first, second, neighbours));
    assertThat(evaluate(first, second, neighbours)).isEqualTo(expected);
  }

  @Test
  void precisionIsRecallTheOtherWayRound() {
    Random random = new Random(10);
    Features first = MetricFixtures.normal(random, 130, 8);
    Features second = MetricFixtures.normal(random, 75, 8);

    PrecisionRecall forth = evaluate(first, second, 3);
    PrecisionRecall back = evaluate(second, first, 3);
    assertThat(back.precision()).isEqualTo(forth.recall());
    assertThat(back.recall()).isEqualTo(forth.precision());
    assertThat(forth.precision()).isBetween(0.05, 0.95);
  }

  @Test
  void refusesSetsWithoutAKthNeighbour() {
    Features three = MetricFixtures.rows(1, 1, 2, 3);
    Features four = MetricFixtures.rows(1, 1, 2, 3, 4);

    assertThatThrownBy(() -> evaluate(four, three, 3))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "precision and recall of 3 samples with 3 nearest neighbours, expected 4 or more");
    assertThatThrownBy(() -> evaluate(three, four, 3))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "precision and recall of 3 reference images with 3 nearest neighbours, expected 4 or"
                + " more");
    assertThat(evaluate(four, four, 3)).isEqualTo(new PrecisionRecall(1, 1));
  }

  @Test
  void refusesOtherWidthsAndNoNeighbours() {
    assertThatThrownBy(
            () -> evaluate(MetricFixtures.rows(2, 1, 2), MetricFixtures.rows(1, 1, 2), 1))
        .isInstanceOf(MetricsException.class)
        .hasMessage("samples with 1 features can't be compared with a reference of 2");
    assertThatThrownBy(() -> new ManifoldEstimator(program, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 nearest neighbours, expected 1 or more");
  }

  private static PrecisionRecall evaluate(Features reference, Features samples, int neighbours) {
    try (FeatureBlocks first = new FeatureBlocks(program, reference.width());
        FeatureBlocks second = new FeatureBlocks(program, samples.width())) {
      first.add(reference);
      second.add(samples);
      return new ManifoldEstimator(program, neighbours).evaluate(first, second);
    }
  }

  /** With whole numbers fp32 distances are exact, and ties and duplicates abound. */
  private static Features wholeNumbers(Features features) {
    for (int i = 0; i < features.values().length; i++) {
      features.values()[i] = Math.round(features.values()[i] * 4);
    }
    return features;
  }
}
