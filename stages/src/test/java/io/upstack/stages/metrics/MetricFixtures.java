package io.upstack.stages.metrics;

import java.util.Optional;
import java.util.Random;

/** Features to measure. */
final class MetricFixtures {
  private MetricFixtures() {}

  static Features rows(int width, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return Features.of(values.length / width, width, floats);
  }

  /** Independent normal numbers. */
  static Features normal(Random random, int rows, int width) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return Features.of(rows, width, values);
  }

  static FeatureBatch poolOnly(Features pool) {
    return new FeatureBatch(pool, Optional.empty(), Optional.empty());
  }

  static GaussianStatistics diagonal(double[] mean, double... variances) {
    double[] covariance = new double[mean.length * mean.length];
    for (int i = 0; i < mean.length; i++) {
      covariance[i * mean.length + i] = variances[i];
    }
    return GaussianStatistics.of(mean, covariance);
  }
}
