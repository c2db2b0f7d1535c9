package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.OptionalLong;

/**
 * The mean and covariance of features: the Gaussian that the Fréchet distance compares.
 *
 * <p>The covariance is that of {@code numpy.cov(features, rowvar=False)}: fp64, divided by one less
 * than the number of samples.
 */
public final class GaussianStatistics {
  private final double[] mean;
  private final double[] covariance;
  private final OptionalLong count;

  private GaussianStatistics(double[] mean, double[] covariance, OptionalLong count) {
    this.mean = mean;
    this.covariance = covariance;
    this.count = count;
  }

  /**
   * Wraps statistics that were computed elsewhere. Takes ownership of the arrays: [D] and [D, D],
   * row-major.
   */
  public static GaussianStatistics of(double[] mean, double[] covariance) {
    requireSquare(mean, covariance);
    return new GaussianStatistics(mean, covariance, OptionalLong.empty());
  }

  static GaussianStatistics of(double[] mean, double[] covariance, long count) {
    requireSquare(mean, covariance);
    return new GaussianStatistics(mean, covariance, OptionalLong.of(count));
  }

  public int dimension() {
    return mean.length;
  }

  /** Returns the number of samples if it is known. */
  public OptionalLong count() {
    return count;
  }

  public double[] mean() {
    return mean.clone();
  }

  /** Returns the covariance, [D, D], row-major. */
  public double[] covariance() {
    return covariance.clone();
  }

  double mean(int index) {
    return mean[index];
  }

  double trace() {
    double trace = 0;
    for (int i = 0; i < mean.length; i++) {
      trace += covariance[i * mean.length + i];
    }
    return trace;
  }

  /** Returns the array itself, which must not be changed. */
  double[] covarianceValues() {
    return covariance;
  }

  private static void requireSquare(double[] mean, double[] covariance) {
    if (mean.length == 0 || covariance.length != (long) mean.length * mean.length) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "a covariance of %d values does not fit a mean of %d",
              covariance.length,
              mean.length));
    }
  }
}
