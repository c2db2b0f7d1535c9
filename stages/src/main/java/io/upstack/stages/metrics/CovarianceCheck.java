package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.arrays.ElementType;
import java.util.Arrays;

/**
 * Checks whether a stored matrix can be a covariance: it is symmetric and has no negative variances
 * or eigenvalues. The check tolerates what rounding can do to a covariance: D · ε of its Frobenius
 * norm, with ε of fp32, because many tools compute in fp32 and store fp64, and with D at least 256,
 * because the sums over images round too. A covariance that lacks rank passes.
 */
final class CovarianceCheck {
  private static final double FLOAT32_EPSILON = 0x1p-23;
  private static final double FLOAT16_EPSILON = 0x1p-10;
  private static final int FEWEST_ROUNDINGS = 256;
  private static final int TILE = 64;

  private final String description;
  private final double[] values;
  private final int width;
  private final double rounding;

  /**
   * @param description name of the matrix in messages
   * @param values [D, D], row-major
   * @param stored type of the numbers in the file
   */
  CovarianceCheck(String description, double[] values, int width, ElementType stored) {
    this.description = description;
    this.values = values;
    this.width = width;
    double epsilon = stored == ElementType.FLOAT16 ? FLOAT16_EPSILON : FLOAT32_EPSILON;
    this.rounding = Math.max(width, FEWEST_ROUNDINGS) * epsilon * norm(values);
  }

  /** Computes the Frobenius norm. Values are scaled because squares of large numbers overflow. */
  private static double norm(double[] values) {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, Math.abs(value));
    }
    double sum = 0;
    for (double value : values) {
      double scaled = value / Math.max(largest, Double.MIN_NORMAL);
      sum += scaled * scaled;
    }
    return largest * Math.sqrt(sum);
  }

  /**
   * @throws MetricsException naming the place where the matrix is not a covariance
   */
  void check(MetricProgram program) {
    requireVariances();
    requireSymmetry();
    requireEigenvalues(program);
  }

  private void requireVariances() {
    for (int feature = 0; feature < width; feature++) {
      double variance = values[feature * width + feature];
      if (variance < -rounding) {
        throw notCovariance(
            String.format(
                ROOT,
                "its variance [%d, %d] is %s, which is negative",
                feature,
                feature,
                variance));
      }
    }
  }

  private void requireSymmetry() {
    for (int rows = 0; rows < width; rows += TILE) {
      for (int columns = 0; columns <= rows; columns += TILE) {
        requireSymmetry(rows, columns);
      }
    }
  }

  private void requireSymmetry(int rows, int columns) {
    for (int row = rows; row < Math.min(rows + TILE, width); row++) {
      for (int column = columns; column < Math.min(columns + TILE, row); column++) {
        double below = values[row * width + column];
        double above = values[column * width + row];
        if (!(Math.abs(below - above) <= rounding)) {
          throw notCovariance(
              String.format(
                  ROOT,
                  "it is not symmetric, [%d, %d] is %s and [%d, %d] is %s",
                  row,
                  column,
                  below,
                  column,
                  row,
                  above));
        }
      }
    }
  }

  private void requireEigenvalues(MetricProgram program) {
    try (NDManager scope = program.newManager()) {
      MatrixStaging staging = new MatrixStaging();
      Shape shape = new Shape(width, width);
      // If the matrix with the tolerance added to its diagonal has a Cholesky factor, it is found
      // fast.
      double[] raised = values.clone();
      for (int feature = 0; feature < width; feature++) {
        raised[feature * width + feature] += rounding;
      }
      NDList factor =
          program.run(MetricMethods.CHOLESKY_FACTOR, staging.hold(raised, shape, scope));
      if (factor.get(2).getDouble() == 0) {
        return;
      }
      NDArray matrix = staging.hold(values, shape, scope);
      double[] eigenvalues =
          program.run(MetricMethods.EIGENVALUES, matrix).singletonOrThrow().toDoubleArray();
      double least = Arrays.stream(eigenvalues).min().orElse(0);
      double largest = Arrays.stream(eigenvalues).max().orElse(0);
      if (!(least >= -rounding)) {
        throw notCovariance(
            String.format(
                ROOT, "its eigenvalues are from %s to %s, expected none below 0", least, largest));
      }
    }
  }

  private MetricsException notCovariance(String problem) {
    return new MetricsException(
        String.format(ROOT, "%s is not a covariance matrix: %s", description, problem));
  }
}
