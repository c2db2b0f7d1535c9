package io.upstack.stages.metrics.kid;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Estimate;
import io.upstack.stages.random.UniformIntegers;
import java.util.Arrays;

/**
 * The Kernel Inception Distance of subsets of the samples, each compared with a subset of the
 * reference (Binkowski et al., 2018, appendix C).
 *
 * <p>Subsets of the samples are disjoint, unlike those that are usually drawn, and each has its own
 * draw from the reference, without replacement. Given the reference, their distances are then
 * independent and identically distributed around the distance of the model from the reference's
 * images, and a t interval over them is valid. Over overlapping subsets it would be too narrow.
 *
 * <p>Subsets ignore labels. With balanced labels the distance of a perfect model is below 0. It
 * would be further below if each subset had equal shares of the labels: by as much as if there were
 * only as many samples as in a subset.
 *
 * @param samples number of samples
 * @param references number of images in the reference
 * @param subsetSize maximum number of images of either side in a subset; it is lowered if there
 *     would be fewer than {@link #SUBSETS} subsets, or if the reference has fewer images
 */
public record KidPlan(long seed, int samples, int references, int subsetSize) {
  /** The minimum number of subsets, as long as each has two samples. */
  static final int SUBSETS = 10;

  /** With fewer samples, the terms of an interval are too skewed for Student's distribution. */
  static final int SAMPLES_FOR_INTERVAL = 50;

  /**
   * Separates the draws from the two sides from each other and from other draws under the same
   * seed.
   */
  private static final int SAMPLES_PURPOSE = 0x4B494453;

  private static final int REFERENCE_PURPOSE = 0x4B494452;

  public KidPlan {
    if (subsetSize < 2) {
      throw new IllegalArgumentException(
          String.format(ROOT, "KID of subsets of %d, expected 2 or more", subsetSize));
    }
  }

  /** Returns the number of units of work, which is 0 if either side has fewer than two images. */
  public int subsets() {
    return Math.min(samples, references) < 2 ? 0 : samples / samplesInSubset();
  }

  private int samplesInSubset() {
    return Math.min(subsetSize, Math.max(2, samples / SUBSETS));
  }

  /** Returns the indices of the samples of a subset, ascending. */
  public int[] samples(int subset) {
    int size = samplesInSubset();
    int[] permutation = new UniformIntegers(seed, SAMPLES_PURPOSE, 0).draw(samples, samples);
    return sorted(Arrays.copyOfRange(permutation, subset * size, (subset + 1) * size));
  }

  /** Returns the indices of the reference images of a subset, ascending. */
  public int[] references(int subset) {
    int size = Math.min(samplesInSubset(), references);
    return sorted(new UniformIntegers(seed, REFERENCE_PURPOSE, subset).draw(size, references));
  }

  private static int[] sorted(int[] indices) {
    Arrays.sort(indices);
    return indices;
  }

  /**
   * Returns the mean of the distances of the subsets.
   *
   * @param distances the distances in the order of the subsets
   */
  public Estimate estimate(double[] distances) {
    if (distances.length != subsets()) {
      throw new IllegalArgumentException(
          String.format(ROOT, "distances of %d subsets, expected %d", distances.length, subsets()));
    }
    if (distances.length == 0) {
      return new Estimate.Absent(
          String.format(
              ROOT,
              "it needs 2 or more samples and reference images, found %d and %d",
              samples,
              references));
    }
    double mean = Arrays.stream(distances).sum() / distances.length;
    if (samples < SAMPLES_FOR_INTERVAL) {
      return new Estimate.Unbounded(
          mean,
          String.format(
              ROOT,
              "an interval from %d samples, expected %d or more",
              samples,
              SAMPLES_FOR_INTERVAL));
    }
    double squares = Arrays.stream(distances).map(each -> (each - mean) * (each - mean)).sum();
    double standardError = Math.sqrt(squares / (distances.length - 1) / distances.length);
    return new Estimate.Bounded(
        mean, ConfidenceInterval.studentT(mean, standardError, distances.length - 1));
  }
}
