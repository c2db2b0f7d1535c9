package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * The nearest neighbors of some images among other images, nearest first. Equally near ones are
 * ordered by index. The arrays are not copied.
 *
 * @param rows number of images that have neighbors
 * @param kept number of neighbors of each image
 * @param squaredDistances [rows, kept] ascending, infinity if there are fewer
 * @param neighbours [rows, kept] indices in the set, -1 if there are fewer
 */
@SuppressWarnings("ArrayRecordComponent")
public record NeighbourTable(int rows, int kept, float[] squaredDistances, int[] neighbours) {
  /** The index that represents a missing neighbor. */
  public static final int NONE = -1;

  public NeighbourTable {
    if (squaredDistances.length != rows * kept || neighbours.length != rows * kept) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "%d distances and %d neighbours, expected %d images with %d each",
              squaredDistances.length,
              neighbours.length,
              rows,
              kept));
    }
  }
}
