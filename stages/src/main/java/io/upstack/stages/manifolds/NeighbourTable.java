package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

/**
 * The nearest of some images to each of some others, nearest first, the first by index among
 * equally near ones. The arrays are not copied.
 *
 * @param rows images that have neighbours
 * @param kept neighbours of each
 * @param squaredDistances [rows, kept] ascending, infinity where there are fewer
 * @param neighbours [rows, kept] indices in the set, -1 where there are fewer
 */
@SuppressWarnings("ArrayRecordComponent")
public record NeighbourTable(int rows, int kept, float[] squaredDistances, int[] neighbours) {
  /** What stands for a neighbour that there is not. */
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
