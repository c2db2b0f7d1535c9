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
import org.junit.jupiter.params.provider.ValueSource;

class FrechetDistanceTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void ofTwoNormalDistributionsIsThatOfTheirMeansAndDeviations() {
    GaussianStatistics first = MetricFixtures.diagonal(new double[] {1}, 4);
    GaussianStatistics second = MetricFixtures.diagonal(new double[] {4}, 25);

    assertThat(distance(first, second)).isCloseTo(9 + 9, within(1e-12));
  }

  @Test
  void ofCommutingCovariancesIsThatOfTheirRoots() {
    GaussianStatistics first = MetricFixtures.diagonal(new double[] {0, 1, 2}, 1, 4, 9);
    GaussianStatistics second = MetricFixtures.diagonal(new double[] {0, 1, 0}, 16, 4, 1);

    assertThat(distance(first, second)).isCloseTo(4 + 9 + 0 + 4, within(1e-12));
  }

  /** For 2x2 matrices, tr (AB)^½ = (tr AB + 2 (det A det B)^½)^½. */
  @Test
  void ofCovariancesThatDoNotCommuteNeedsTheRootOfTheirProduct() {
    GaussianStatistics first =
        GaussianStatistics.of(new double[] {0, 0}, new double[] {2, 1, 1, 3});
    GaussianStatistics second =
        GaussianStatistics.of(new double[] {0, 0}, new double[] {5, -1, -1, 1});
    double root = Math.sqrt((10 - 1 - 1 + 3) + 2 * Math.sqrt(5 * 4));

    assertThat(distance(first, second)).isCloseTo(5 + 6 - 2 * root, within(1e-12));
  }

  @Test
  void ofSingularCovariancesIsExactToo() {
    GaussianStatistics first = MetricFixtures.diagonal(new double[] {0, 0, 0}, 4, 0, 9);
    GaussianStatistics second = MetricFixtures.diagonal(new double[] {0, 0, 0}, 0, 1, 16);

    assertThat(distance(first, second)).isCloseTo(4 + 1 + 1, within(1e-12));
  }

  @Test
  void ofPointsIsTheSquaredDistanceOfTheirMeans() {
    GaussianStatistics first = MetricFixtures.diagonal(new double[] {1, 2}, 0, 0);
    GaussianStatistics second = MetricFixtures.diagonal(new double[] {4, 6}, 0, 0);

    assertThat(distance(first, second)).isEqualTo(25);
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 12})
  void isZeroFromADistributionToItself(int samples) {
    GaussianStatistics statistics = statistics(new Random(1), samples, 20, 1);

    assertThat(distance(statistics, statistics)).isCloseTo(0, within(1e-9 * statistics.trace()));
  }

  @ParameterizedTest
  @CsvSource({"200, 200, 20", "12, 200, 20", "9, 11, 20", "50, 40, 1"})
  void isSymmetric(int firstSamples, int secondSamples, int width) {
    Random random = new Random(2);
    GaussianStatistics first = statistics(random, firstSamples, width, 1);
    GaussianStatistics second = statistics(random, secondSamples, width, 3);

    assertThat(distance(second, first))
        .isCloseTo(distance(first, second), within(1e-9 * distance(first, second)));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 10})
  void doesNotChangeUnderACommonReflection(int samples) {
    Random random = new Random(3);
    double[] axis = random.doubles(16, -1, 1).toArray();
    GaussianStatistics first = statistics(random, samples, 16, 1);
    GaussianStatistics second = statistics(random, samples, 16, 2);

    double reflected = distance(reflect(first, axis), reflect(second, axis));
    assertThat(reflected).isCloseTo(distance(first, second), within(1e-9 * reflected));
  }

  @Test
  void ofOtherDimensionsIsRefused() {
    GaussianStatistics first = MetricFixtures.diagonal(new double[] {1, 2}, 1, 1);
    GaussianStatistics second = MetricFixtures.diagonal(new double[] {1}, 1);

    assertThatThrownBy(() -> distance(first, second))
        .isInstanceOf(MetricsException.class)
        .hasMessage("statistics of 2 features can't be compared with statistics of 1");
  }

  private static double distance(GaussianStatistics first, GaussianStatistics second) {
    return new FrechetDistance(program).between(first, second);
  }

  private static GaussianStatistics statistics(Random random, int samples, int width, float scale) {
    Features features = MetricFixtures.normal(random, samples, width);
    for (int i = 0; i < features.values().length; i++) {
      features.values()[i] *= scale + i % width;
    }
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", width)) {
      accumulator.add(features);
      return accumulator.finish();
    }
  }

  /** Householder's reflection H = 1 - 2 a a' / |a|²: H mean, H covariance H. */
  private static GaussianStatistics reflect(GaussianStatistics statistics, double[] axis) {
    int width = axis.length;
    double[] covariance = statistics.covariance();
    for (int row = 0; row < width; row++) {
      reflect(covariance, row * width, 1, axis);
    }
    for (int column = 0; column < width; column++) {
      reflect(covariance, column, width, axis);
    }
    double[] mean = statistics.mean();
    reflect(mean, 0, 1, axis);
    return GaussianStatistics.of(mean, covariance);
  }

  private static void reflect(double[] values, int start, int stride, double[] axis) {
    double squaredLength = 0;
    double product = 0;
    for (int i = 0; i < axis.length; i++) {
      squaredLength += axis[i] * axis[i];
      product += axis[i] * values[start + i * stride];
    }
    for (int i = 0; i < axis.length; i++) {
      values[start + i * stride] -= 2 * product / squaredLength * axis[i];
    }
  }
}
