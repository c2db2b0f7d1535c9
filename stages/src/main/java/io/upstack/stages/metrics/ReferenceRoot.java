package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

/**
 * The data of a reference that the Fréchet distance needs, computed once and kept: the mean μ, a
 * root R of the covariance Σ = R R', and the trace of Σ.
 */
public final class ReferenceRoot {
  private final double[] mean;
  private final double[] root;
  private final int rank;
  private final double trace;

  private ReferenceRoot(double[] mean, double[] root, int rank, double trace) {
    this.mean = mean;
    this.root = root;
    this.rank = rank;
    this.trace = trace;
  }

  /**
   * Takes ownership of arrays that were kept.
   *
   * @param mean [D]
   * @param root [D, r], row-major, where r is the rank of the covariance, at most D
   */
  public static ReferenceRoot of(double[] mean, double[] root) {
    int width = mean.length;
    if (width == 0 || root.length % width != 0 || root.length / width > width) {
      throw new IllegalArgumentException(
          String.format(ROOT, "a root of %d values does not fit a mean of %d", root.length, width));
    }
    double trace = 0;
    for (double value : root) {
      trace += value * value;
    }
    return new ReferenceRoot(mean, root, root.length / width, trace);
  }

  static ReferenceRoot of(GaussianStatistics statistics, double[] root) {
    return new ReferenceRoot(
        statistics.mean(), root, root.length / statistics.dimension(), statistics.trace());
  }

  public int width() {
    return mean.length;
  }

  public int rank() {
    return rank;
  }

  /** Returns a copy of the mean, [D]. */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns a row-major copy of the root, [D, rank]. */
  public double[] root() {
    return root.clone();
  }

  double mean(int index) {
    return mean[index];
  }

  /** Returns the array itself, which must not be changed. */
  double[] rootValues() {
    return root;
  }

  double trace() {
    return trace;
  }
}
