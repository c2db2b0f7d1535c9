package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;

/**
 * The Fréchet distance of two Gaussians, |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) (Heusel et al.,
 * 2017, equation 6).
 *
 * <p>With Σ₁ = A A' and Σ₂ = B B', the trace of the root is the sum of the singular values of A' B.
 * Unlike the eigenvalues of Σ₁ Σ₂ these are real, and small ones keep their digits. Factors come
 * from Cholesky's decomposition or, where a covariance is singular, from its eigenvectors.
 */
public final class FrechetDistance {
  /** Below this, pivots may be rounding errors. */
  private static final double SMALLEST_PIVOT = 1e-10;

  private final MetricProgram program;

  public FrechetDistance(MetricProgram program) {
    this.program = program;
  }

  /**
   * Symmetric in its arguments; at least 0.
   *
   * @throws MetricsException if the dimensions differ
   */
  public double between(GaussianStatistics first, GaussianStatistics second) {
    if (first.dimension() != second.dimension()) {
      throw new MetricsException(
          "statistics of %d features can't be compared with statistics of %d"
              .formatted(first.dimension(), second.dimension()));
    }
    double squaredShift = 0;
    for (int i = 0; i < first.dimension(); i++) {
      double difference = first.mean(i) - second.mean(i);
      squaredShift += difference * difference;
    }
    double traces = first.trace() + second.trace();
    return Math.max(0, squaredShift + (traces - 2 * traceOfRoot(first, second)));
  }

  private double traceOfRoot(GaussianStatistics first, GaussianStatistics second) {
    try (NDManager scope = program.newManager()) {
      NDArray left = factor(first, scope);
      NDArray right = factor(second, scope);
      NDList norm = program.run(MetricMethods.NUCLEAR_NORM, left, right);
      return norm.singletonOrThrow().getDouble();
    }
  }

  private NDArray factor(GaussianStatistics statistics, NDManager scope) {
    int dimension = statistics.dimension();
    NDArray covariance =
        scope.create(statistics.covarianceValues(), new Shape(dimension, dimension));
    NDList cholesky = program.run(MetricMethods.CHOLESKY_FACTOR, covariance);
    if (cholesky.get(2).getDouble() == 0 && isRegular(cholesky.get(1).toDoubleArray())) {
      return cholesky.get(0);
    }
    return program.run(MetricMethods.EIGEN_FACTOR, covariance).singletonOrThrow();
  }

  private static boolean isRegular(double[] diagonal) {
    double smallest = Arrays.stream(diagonal).min().orElse(0);
    double largest = Arrays.stream(diagonal).max().orElse(0);
    return smallest * smallest > SMALLEST_PIVOT * largest * largest;
  }
}
