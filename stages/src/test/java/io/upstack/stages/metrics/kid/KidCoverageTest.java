package io.upstack.stages.metrics.kid;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.KernelDistance;
import io.upstack.stages.metrics.MetricProgram;
import java.io.IOException;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Intervals cover, in 90 of 100 repeats, the distance of normal features from the reference's
 * images, which is a polynomial of moments.
 */
class KidCoverageTest {
  private static final int REPEATS = 100;

  @ParameterizedTest
  @CsvSource({
    "3, 400, 300, 1000, 0.5, 1.2",
    "3, 400, 20, 1000, 0.5, 1.2",
    "3, 400, 300, 20, 0, 1",
    "8, 1000, 500, 50, 0.1, 1",
    "3, 50, 50, 1000, 1, 1",
    "3, 50, 50, 1000, 0, 1"
  })
  void coverTheDistanceOfThePopulation(
      int width, int samples, int references, int subsetSize, double shift, double deviation)
      throws IOException {
    Features reference = normal(new Random(4711), references, width, 0, 1);
    double truth = truth(reference, (float) shift, (float) deviation);
    int covered = 0;
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      KernelDistance distance = new KernelDistance(program);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Features drawn = normal(new Random(repeat), samples, width, shift, deviation);
        KidPlan plan = new KidPlan(repeat, samples, references, subsetSize);
        double[] distances =
            IntStream.range(0, plan.subsets())
                .mapToDouble(
                    subset ->
                        distance.between(
                            drawn, plan.samples(subset), reference, plan.references(subset)))
                .toArray();
        covered += plan.estimate(distances).interval().orElseThrow().contains(truth) ? 1 : 0;
      }
    }

    assertThat(covered).isGreaterThanOrEqualTo(90);
  }

  private static Features normal(
      Random random, int rows, int width, double mean, double deviation) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (mean + deviation * random.nextGaussian());
    }
    return Features.of(rows, width, values);
  }

  /** E k(x, x') + mean of k(y, y') over pairs - 2 mean of E k(x, y), x ~ N(μ 1, σ² I). */
  private static double truth(Features reference, double mean, double deviation) {
    int rows = reference.rows();
    int width = reference.width();
    float[] y = reference.toFloats();
    double among = 0;
    double between = 0;
    for (int i = 0; i < rows; i++) {
      double sum = 0;
      double squares = 0;
      for (int k = 0; k < width; k++) {
        sum += y[i * width + k];
        squares += y[i * width + k] * y[i * width + k];
      }
      double centre = mean * sum / width + 1;
      double variance = deviation * deviation * squares / width / width;
      between += (Math.pow(centre, 3) + 3 * centre * variance) / rows;
      for (int j = 0; j < rows; j++) {
        double product = 0;
        for (int k = 0; k < width; k++) {
          product += (double) y[i * width + k] * y[j * width + k];
        }
        among += i == j ? 0 : Math.pow(product / width + 1, 3) / rows / (rows - 1);
      }
    }
    return kernelOfPairs(width, mean, deviation) + among - 2 * between;
  }

  /** E (1 + x·x'/D)³ by the cumulants of a product of two independent N(μ, σ²). */
  private static double kernelOfPairs(int width, double mean, double deviation) {
    double variance = deviation * deviation;
    double first = mean * mean;
    double second = Math.pow(mean * mean + variance, 2);
    double third = Math.pow(Math.pow(mean, 3) + 3 * mean * variance, 2);
    double secondCumulant = second - first * first;
    double thirdCumulant = third - 3 * second * first + 2 * Math.pow(first, 3);
    double centre = first + 1;
    return Math.pow(centre, 3)
        + 3 * centre * secondCumulant / width
        + thirdCumulant / width / width;
  }
}
