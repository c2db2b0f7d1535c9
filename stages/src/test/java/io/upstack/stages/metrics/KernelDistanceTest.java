package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KernelDistanceTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** One feature: k(1, 2) = 27, k(0, 3) = 1, and of pairs (1, 0), (1, 3), (2, 0), (2, 3). */
  @Test
  void isTheDifferenceOfMeansOfTheKernel() {
    Features samples = MetricFixtures.rows(1, 1, 2);
    Features reference = MetricFixtures.rows(1, 0, 3);

    assertThat(distance(samples, reference)).isEqualTo(27 + 1 - 2 * (1 + 64 + 1 + 343) / 4.0);
  }

  @ParameterizedTest
  @CsvSource({"2, 2, 1", "2, 9, 3", "17, 5, 4", "40, 30, 64"})
  void agreesWithTheDefinition(int samples, int references, int width) {
    Random random = new Random(width);
    Features x = MetricFixtures.normal(random, samples, width);
    Features y = MetricFixtures.normal(random, references, width);
    double expected =
        meanOfKernel(x, x, samples * (samples - 1))
            + meanOfKernel(y, y, references * (references - 1))
            - 2 * meanOfKernel(x, y, samples * references);

    assertThat(distance(x, y)).isCloseTo(expected, within(1e-12 * Math.abs(expected) + 1e-13));
  }

  @Test
  void takesTheRowsOfTheIndices() {
    Features features = MetricFixtures.normal(new Random(3), 20, 6);
    int[] some = {3, 5, 19};
    int[] others = {0, 8};
    float[] gathered = new float[18];
    for (int i = 0; i < 3; i++) {
      System.arraycopy(features.values(), some[i] * 6, gathered, i * 6, 6);
    }

    assertThat(new KernelDistance(program).between(features, some, features, others))
        .isEqualTo(
            new KernelDistance(program)
                .between(Features.of(3, 6, gathered), new int[] {0, 1, 2}, features, others));
  }

  @Test
  void refusesSidesThatHaveNoPairs() {
    Features features = MetricFixtures.normal(new Random(3), 20, 6);
    KernelDistance distance = new KernelDistance(program);

    assertThatThrownBy(() -> distance.between(features, new int[] {1}, features, new int[] {2, 3}))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "a kernel distance of 1 samples and 2 reference images, expected 2 or more of each");
    assertThatThrownBy(() -> distance(features, MetricFixtures.rows(2, 1, 2, 3, 4)))
        .isInstanceOf(MetricsException.class)
        .hasMessage("samples with 6 features can't be compared with a reference of 2");
  }

  private static double distance(Features samples, Features reference) {
    return new KernelDistance(program)
        .between(
            samples,
            IntStream.range(0, samples.rows()).toArray(),
            reference,
            IntStream.range(0, reference.rows()).toArray());
  }

  /** Over pairs of different rows, if both are the same. */
  private static double meanOfKernel(Features x, Features y, int pairs) {
    double sum = 0;
    for (int i = 0; i < x.rows(); i++) {
      for (int j = 0; j < y.rows(); j++) {
        double product = 0;
        for (int k = 0; k < x.width(); k++) {
          product += (double) x.values()[i * x.width() + k] * y.values()[j * x.width() + k];
        }
        sum += x == y && i == j ? 0 : Math.pow(product / x.width() + 1, 3);
      }
    }
    return sum / pairs;
  }
}
