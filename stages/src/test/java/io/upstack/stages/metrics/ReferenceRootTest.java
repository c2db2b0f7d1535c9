package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferenceRootTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @ParameterizedTest
  @CsvSource({"60, 12, 12", "8, 12, 7", "2, 5, 1", "20, 1, 1"})
  void timesItsTransposeIsTheCovariance(int samples, int width, int rank) {
    GaussianStatistics statistics = statistics(new Random(1), samples, width);
    ReferenceRoot root = new FrechetDistance(program).rootOf(statistics);
    double[] product = new double[width * width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        for (int k = 0; k < rank; k++) {
          product[i * width + j] += root.root()[i * rank + k] * root.root()[j * rank + k];
        }
      }
    }

    assertThat(root.rank()).isEqualTo(rank);
    assertThat(root.width()).isEqualTo(width);
    assertThat(product).containsExactly(statistics.covariance(), within(1e-13));
  }

  @ParameterizedTest
  @CsvSource({"60, 12", "8, 12"})
  void isTheSameFromItsArrays(int samples, int width) {
    FrechetDistance distance = new FrechetDistance(program);
    ReferenceRoot root = distance.rootOf(statistics(new Random(2), samples, width));
    GaussianStatistics other = statistics(new Random(3), 40, width);

    double expected = distance.between(other, root).distance();
    assertThat(distance.between(other, ReferenceRoot.of(root.mean(), root.root())).distance())
        .isCloseTo(expected, within(1e-13));
  }

  @ParameterizedTest
  @CsvSource({"60, 60, 12, 12", "8, 60, 7, 12", "60, 5, 12, 4", "3, 2, 2, 1"})
  void tellsWhichCovarianceIsSingular(
      int samples, int references, int sampleRank, int referenceRank) {
    FrechetDistance distance = new FrechetDistance(program);
    ReferenceRoot root = distance.rootOf(statistics(new Random(4), references, 12));
    FrechetResult result = distance.between(statistics(new Random(5), samples, 12), root);

    assertThat(result.width()).isEqualTo(12);
    assertThat(result.sampleRank()).isEqualTo(sampleRank);
    assertThat(result.referenceRank()).isEqualTo(referenceRank);
    assertThat(result.isSampleSingular()).isEqualTo(sampleRank < 12);
    assertThat(result.isReferenceSingular()).isEqualTo(referenceRank < 12);
    assertThat(result.distance()).isFinite().isPositive();
  }

  /** Six features, twice the first, and one that never changes. */
  @Test
  void findsFeaturesThatDependOnOthers() {
    Features features = MetricFixtures.normal(new Random(6), 500, 6);
    float[] values = new float[500 * 8];
    for (int row = 0; row < 500; row++) {
      System.arraycopy(features.values(), row * 6, values, row * 8, 6);
      values[row * 8 + 6] = 2 * features.values()[row * 6];
      values[row * 8 + 7] = 3;
    }
    GaussianStatistics statistics = statistics(Features.of(500, 8, values));
    FrechetDistance distance = new FrechetDistance(program);
    FrechetResult result = distance.between(statistics, distance.rootOf(statistics));

    assertThat(result.sampleRank()).isEqualTo(6);
    assertThat(result.referenceRank()).isEqualTo(6);
    assertThat(result.distance()).isCloseTo(0, within(1e-9 * statistics.trace()));
  }

  @Test
  void ofAPointHasNoColumns() {
    FrechetDistance distance = new FrechetDistance(program);
    ReferenceRoot root = distance.rootOf(MetricFixtures.diagonal(new double[] {1, 2}, 0, 0));
    FrechetResult result =
        distance.between(MetricFixtures.diagonal(new double[] {1, 5}, 4, 1), root);

    assertThat(root.rank()).isZero();
    assertThat(result.distance()).isEqualTo(9 + 5);
  }

  @Test
  void refusesArraysThatDoNotFit() {
    assertThatThrownBy(() -> ReferenceRoot.of(new double[2], new double[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a root of 3 values does not fit a mean of 2");
    assertThatThrownBy(() -> ReferenceRoot.of(new double[2], new double[6]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a root of 6 values does not fit a mean of 2");
  }

  private static GaussianStatistics statistics(Random random, int samples, int width) {
    return statistics(MetricFixtures.normal(random, samples, width));
  }

  private static GaussianStatistics statistics(Features features) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", features.width())) {
      accumulator.add(features);
      return accumulator.finish();
    }
  }
}
