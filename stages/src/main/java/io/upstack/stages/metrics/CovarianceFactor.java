package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import java.util.Arrays;

/**
 * A factor F of a covariance F F': the Cholesky factor if the covariance is regular, otherwise a
 * factor from the eigenvectors of the eigenvalues that are nonzero beyond rounding.
 *
 * @param factor [D, r]; belongs to the manager of the covariance
 */
record CovarianceFactor(NDArray factor) {
  /** Pivots below this may be rounding errors. */
  private static final double SMALLEST_PIVOT = 1e-10;

  /**
   * @param covariance [D, D]
   */
  static CovarianceFactor of(MetricProgram program, NDArray covariance) {
    NDList cholesky = program.run(MetricMethods.CHOLESKY_FACTOR, covariance);
    if (isRegular(cholesky)) {
      return new CovarianceFactor(cholesky.get(0));
    }
    return new CovarianceFactor(
        program.run(MetricMethods.EIGEN_FACTOR, covariance).singletonOrThrow());
  }

  /** Returns the rank of a covariance [D, D] as {@code numpy.linalg.matrix_rank} counts it. */
  static int rank(MetricProgram program, NDArray covariance) {
    int width = (int) covariance.getShape().get(0);
    if (isRegular(program.run(MetricMethods.CHOLESKY_FACTOR, covariance))) {
      return width;
    }
    double[] eigenvalues =
        program.run(MetricMethods.EIGENVALUES, covariance).singletonOrThrow().toDoubleArray();
    double largest = Arrays.stream(eigenvalues).map(Math::abs).max().orElse(0);
    double rounding = largest * width * Math.ulp(1.0);
    return (int) Arrays.stream(eigenvalues).filter(value -> value > rounding).count();
  }

  int rank() {
    return (int) factor.getShape().get(1);
  }

  private static boolean isRegular(NDList cholesky) {
    double[] diagonal = cholesky.get(1).toDoubleArray();
    double smallest = Arrays.stream(diagonal).min().orElse(0);
    double largest = Arrays.stream(diagonal).max().orElse(0);
    return cholesky.get(2).getDouble() == 0
        && smallest * smallest > SMALLEST_PIVOT * largest * largest;
  }
}
