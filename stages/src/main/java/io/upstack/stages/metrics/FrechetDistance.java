package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/**
 * The Fréchet distance of two Gaussians, |μ₁ - μ₂|² + tr(Σ₁ + Σ₂ - 2 (Σ₁ Σ₂)^½) (Heusel et al.,
 * 2017, equation 6).
 *
 * <p>With Σ₂ = R R', the trace of the root is the sum of the square roots of the eigenvalues of R'
 * Σ₁ R. This matrix is symmetric and has no negative eigenvalues, so unlike those of Σ₁ Σ₂ they are
 * real. At most as many eigenvalues count as the smaller rank of the two covariances. The others
 * are zero except for rounding, whose square root would be visible. Safe for use by many threads.
 */
public final class FrechetDistance {
  private final MetricProgram program;
  private final MatrixStaging covariances = new MatrixStaging();
  private final MatrixStaging roots = new MatrixStaging();

  public FrechetDistance(MetricProgram program) {
    this.program = program;
  }

  /** Returns what can be kept of a reference that many samples are compared with. */
  public ReferenceRoot rootOf(GaussianStatistics reference) {
    try (NDManager scope = program.newManager()) {
      NDArray factor = CovarianceFactor.of(program, covariance(reference, scope)).factor();
      return ReferenceRoot.of(reference, factor.toDoubleArray());
    }
  }

  /**
   * Returns the distance of samples from a reference.
   *
   * @throws MetricsException if the dimensions differ
   */
  public FrechetResult between(GaussianStatistics samples, ReferenceRoot reference) {
    if (samples.dimension() != reference.width()) {
      throw new MetricsException(
          String.format(
              ROOT,
              "statistics of %d features can't be compared with statistics of %d",
              samples.dimension(),
              reference.width()));
    }
    double squaredShift = 0;
    for (int i = 0; i < samples.dimension(); i++) {
      double difference = samples.mean(i) - reference.mean(i);
      squaredShift += difference * difference;
    }
    try (NDManager scope = program.newManager()) {
      NDArray covariance = covariance(samples, scope);
      int rank = rank(samples, covariance);
      double root = traceOfRoot(covariance, reference, Math.min(rank, reference.rank()), scope);
      double traces = samples.trace() + reference.trace();
      double distance = Math.max(0, squaredShift + (traces - 2 * root));
      return new FrechetResult(distance, samples.dimension(), rank, reference.rank());
    }
  }

  /**
   * Returns the distance of two Gaussians that are compared only once. It is symmetric up to
   * rounding.
   */
  public double between(GaussianStatistics first, GaussianStatistics second) {
    return between(first, rootOf(second)).distance();
  }

  private int rank(GaussianStatistics samples, NDArray covariance) {
    int rank = CovarianceFactor.rank(program, covariance);
    return (int) Math.min(rank, samples.count().orElse(Long.MAX_VALUE) - 1);
  }

  private double traceOfRoot(
      NDArray covariance, ReferenceRoot reference, int rank, NDManager scope) {
    if (rank == 0) {
      return 0;
    }
    Shape shape = new Shape(reference.width(), reference.rank());
    NDArray root = roots.hold(reference.rootValues(), shape, scope);
    double[] ascending =
        program
            .run(MetricMethods.PRODUCT_EIGENVALUES, covariance, root)
            .singletonOrThrow()
            .toDoubleArray();
    double sum = 0;
    for (int i = ascending.length - rank; i < ascending.length; i++) {
      sum += Math.sqrt(Math.max(0, ascending[i]));
    }
    return sum;
  }

  private NDArray covariance(GaussianStatistics statistics, NDManager scope) {
    Shape shape = new Shape(statistics.dimension(), statistics.dimension());
    return covariances.hold(statistics.covarianceValues(), shape, scope);
  }
}
