package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.MetricsException;

/**
 * The numbers of neighbors and the precision of their distances.
 *
 * @param nearestK number of neighbors for the manifolds of precision and recall
 * @param densityK number of neighbors for density and coverage
 */
public record NeighbourSettings(int nearestK, int densityK, DistancePrecision precision) {
  /** The published settings: 3 (Kynkäänniemi et al., 2019) and 5 (Naeem et al., 2020). */
  public static final NeighbourSettings PUBLISHED =
      new NeighbourSettings(3, 5, DistancePrecision.FLOAT32);

  public NeighbourSettings {
    if (nearestK < 1 || densityK < 1) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "%d nearest neighbours and %d of density, expected 1 or more",
              nearestK,
              densityK));
    }
  }

  /**
   * Returns the number of neighbors that are kept for each image: one more than any metric needs,
   * for the intervals.
   */
  public int kept() {
    return Math.max(nearestK, densityK) + 1;
  }

  /**
   * Rejects sets that can't be compared. Call it before any distance is computed.
   *
   * @param referenceWidth number of features of an image of the reference
   * @throws MetricsException for widths that differ
   */
  static void requireComparable(int referenceWidth, int sampleWidth) {
    if (referenceWidth != sampleWidth) {
      throw new MetricsException(
          String.format(
              ROOT,
              "samples with %d features can't be compared with a reference of %d",
              sampleWidth,
              referenceWidth));
    }
  }
}
