package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.MetricsException;

/**
 * How near is near.
 *
 * @param nearestK neighbours of the manifolds of precision and recall
 * @param densityK neighbours of density and coverage
 */
public record NeighbourSettings(int nearestK, int densityK, DistancePrecision precision) {
  /** As published: 3 (Kynkäänniemi et al., 2019) and 5 (Naeem et al., 2020). */
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

  /** Neighbours that are kept of each image: one more than any metric asks for, for intervals. */
  public int kept() {
    return Math.max(nearestK, densityK) + 1;
  }

  /**
   * Refuses sets that can't be compared. To be asked before any distance is computed.
   *
   * @param referenceWidth features of an image
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
