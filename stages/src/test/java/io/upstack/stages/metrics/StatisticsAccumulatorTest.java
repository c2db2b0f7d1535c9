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

class StatisticsAccumulatorTest {
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
  void dividesByOneLessThanTheNumberOfSamples() {
    GaussianStatistics statistics =
        statistics(MetricFixtures.rows(2, 1, 2, 3, 4, 8, 0), Integer.MAX_VALUE);

    assertThat(statistics.mean()).containsExactly(new double[] {4, 2}, within(1e-15));
    assertThat(statistics.covariance())
        .containsExactly(new double[] {13, -5, -5, 4}, within(1e-14));
    assertThat(statistics.count()).hasValue(3);
    assertThat(statistics.dimension()).isEqualTo(2);
  }

  @Test
  void keepsTheDigitsOfFeaturesFarFromZero() {
    Features features = MetricFixtures.normal(new Random(4), 3000, 5);
    for (int i = 0; i < features.values().length; i++) {
      features.values()[i] = Math.round(features.values()[i] * 8) + 1e6f;
    }
    double[] expected = covarianceInTwoPasses(features);

    assertThat(statistics(features, 100).covariance()).containsExactly(expected, within(1e-10));
  }

  @Test
  void givesTheSameBitsWhateverTheBatches() {
    Features features = MetricFixtures.normal(new Random(5), 2500, 7);
    GaussianStatistics whole = statistics(features, 2500);
    GaussianStatistics pieces = statistics(features, 33);

    assertThat(pieces.covariance()).isEqualTo(whole.covariance());
    assertThat(pieces.mean()).isEqualTo(whole.mean());
  }

  @Test
  void hasASymmetricCovariance() {
    double[] covariance =
        statistics(MetricFixtures.normal(new Random(6), 1100, 9), 300).covariance();

    for (int i = 0; i < 9; i++) {
      for (int j = 0; j < i; j++) {
        assertThat(covariance[i * 9 + j]).isEqualTo(covariance[j * 9 + i]);
      }
    }
  }

  @Test
  void refusesFewerThanTwoSamples() {
    assertThatThrownBy(() -> statistics(MetricFixtures.rows(3, 1, 2, 3), 1))
        .isInstanceOf(MetricsException.class)
        .hasMessage("features of 1 samples have no covariance, expected 2 or more");
    assertThatThrownBy(() -> statistics(MetricFixtures.rows(3), 1))
        .isInstanceOf(MetricsException.class)
        .hasMessage("features of 0 samples have no covariance, expected 2 or more");
  }

  @Test
  void refusesAnotherWidth() {
    try (StatisticsAccumulator accumulator = new StatisticsAccumulator(program, "features", 3)) {
      assertThatThrownBy(() -> accumulator.add(MetricFixtures.rows(2, 1, 2)))
          .isInstanceOf(MetricsException.class)
          .hasMessage("features are 2 wide, expected 3 as before");
    }
  }

  private static GaussianStatistics statistics(Features features, int batchSize) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", features.width())) {
      for (int from = 0; from < features.rows(); ) {
        int to = from + Math.min(batchSize, features.rows() - from);
        accumulator.add(features.slice(from, to));
        from = to;
      }
      return accumulator.finish();
    }
  }

  private static double[] covarianceInTwoPasses(Features features) {
    int width = features.width();
    double[] mean = new double[width];
    for (int i = 0; i < features.values().length; i++) {
      mean[i % width] += features.values()[i] / (double) features.rows();
    }
    double[] covariance = new double[width * width];
    for (int row = 0; row < features.rows(); row++) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          covariance[i * width + j] +=
              (features.values()[row * width + i] - mean[i])
                  * (features.values()[row * width + j] - mean[j])
                  / (features.rows() - 1);
        }
      }
    }
    return covariance;
  }
}
