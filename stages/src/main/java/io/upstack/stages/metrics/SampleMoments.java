package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.Iterator;

/**
 * The count, mean and scatter of features. From the moments of all parts of the samples, the mean
 * and covariance of the whole can be computed.
 *
 * <p>The scatter is the sum of the products of the features less their mean, in fp64.
 */
public final class SampleMoments {
  private final long count;
  private final double[] mean;
  private final double[] scatter;

  private SampleMoments(long count, double[] mean, double[] scatter) {
    this.count = count;
    this.mean = mean;
    this.scatter = scatter;
  }

  /**
   * Takes ownership of the arrays.
   *
   * @param mean [D]
   * @param scatter [D, D], row-major, symmetric
   */
  public static SampleMoments of(long count, double[] mean, double[] scatter) {
    if (count < 1) {
      throw new IllegalArgumentException(
          String.format(ROOT, "moments of %d samples, expected 1 or more", count));
    }
    if (mean.length == 0 || scatter.length != (long) mean.length * mean.length) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "a scatter of %d values does not fit a mean of %d",
              scatter.length,
              mean.length));
    }
    return new SampleMoments(count, mean, scatter);
  }

  /**
   * Returns the moments of all the samples of disjoint parts, which are added one after the other
   * in the given order (Chan, Golub and LeVeque, 1979, "Updating formulae and a pairwise algorithm
   * for computing sample variances", equation 2.1). Holds one part at a time.
   *
   * @throws IllegalArgumentException if there are no parts, or they differ in width
   */
  public static SampleMoments merged(Iterable<SampleMoments> parts) {
    Iterator<SampleMoments> iterator = parts.iterator();
    if (!iterator.hasNext()) {
      throw new IllegalArgumentException("moments of no parts, expected 1 or more");
    }
    SampleMoments first = iterator.next();
    if (!iterator.hasNext()) {
      return first;
    }
    long count = first.count;
    double[] mean = first.mean.clone();
    double[] scatter = first.scatter.clone();
    while (iterator.hasNext()) {
      count = add(iterator.next(), count, mean, scatter);
    }
    return new SampleMoments(count, mean, scatter);
  }

  private static long add(SampleMoments part, long count, double[] mean, double[] scatter) {
    int width = mean.length;
    if (part.width() != width) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "moments of %d features can't be merged with moments of %d",
              part.width(),
              width));
    }
    long total = count + part.count;
    double weight = (double) part.count / total;
    double[] shift = new double[width];
    for (int i = 0; i < width; i++) {
      shift[i] = part.mean[i] - mean[i];
      mean[i] += shift[i] * weight;
    }
    for (int row = 0; row < width; row++) {
      double scaled = shift[row] * weight * count;
      int start = row * width;
      for (int column = row; column < width; column++) {
        scatter[start + column] += part.scatter[start + column] + scaled * shift[column];
      }
    }
    Symmetry.mirrorUpper(scatter, width);
    return total;
  }

  public long count() {
    return count;
  }

  public int width() {
    return mean.length;
  }

  /** Returns a copy of the mean, [D]. */
  public double[] mean() {
    return mean.clone();
  }

  /** Returns a row-major copy of the scatter, [D, D]. */
  public double[] scatter() {
    return scatter.clone();
  }

  /**
   * Returns the mean and the covariance, which is divided by one less than the number of samples.
   *
   * @throws MetricsException for a single sample, which has no covariance
   */
  public GaussianStatistics statistics() {
    if (count < 2) {
      throw new MetricsException(
          String.format(
              ROOT, "features of %d samples have no covariance, expected 2 or more", count));
    }
    double[] covariance = new double[scatter.length];
    for (int i = 0; i < scatter.length; i++) {
      covariance[i] = scatter[i] / (count - 1);
    }
    return GaussianStatistics.of(mean.clone(), covariance, count);
  }
}
