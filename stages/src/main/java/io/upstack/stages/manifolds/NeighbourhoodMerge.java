package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import java.util.BitSet;

/**
 * Merges the results of the pairs of blocks. Their order does not matter. Not safe for use by more
 * than one thread.
 */
public final class NeighbourhoodMerge {
  private final int rows;
  private final int blocks;
  private final NearestSoFar nearest;
  private final int kept;
  private final BitSet merged = new BitSet();

  /**
   * @param rows number of images in the set
   */
  public NeighbourhoodMerge(NeighbourSettings settings, int rows) {
    this.rows = rows;
    this.blocks = (rows + FeatureMatrix.BLOCK_ROWS - 1) / FeatureMatrix.BLOCK_ROWS;
    this.kept = settings.kept();
    this.nearest = new NearestSoFar(rows, kept);
  }

  /** Adds a pair. Each pair must be added once. */
  public void add(PairNeighbours result) {
    int index = result.pair().index(blocks);
    if (merged.get(index)) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%s is merged already", result.pair()));
    }
    merged.set(index);
    offer(result.pair().first(), result.ofFirst());
    offer(result.pair().second(), result.ofSecond());
  }

  private void offer(int block, NeighbourTable table) {
    if (table.kept() != kept) {
      throw new IllegalArgumentException(
          String.format(ROOT, "%d neighbours of each image, expected %d", table.kept(), kept));
    }
    for (int place = 0; place < table.neighbours().length; place++) {
      if (table.neighbours()[place] != NeighbourTable.NONE) {
        int image = block * FeatureMatrix.BLOCK_ROWS + place / kept;
        nearest.offer(image, table.neighbours()[place], table.squaredDistances()[place]);
      }
    }
  }

  /** Returns all neighbors after all pairs have been added. */
  public Neighbourhoods finish() {
    if (merged.cardinality() != BlockPair.count(blocks)) {
      throw new IllegalStateException(
          String.format(
              ROOT,
              "%d pairs of blocks are merged, expected %d",
              merged.cardinality(),
              BlockPair.count(blocks)));
    }
    return new Neighbourhoods(nearest.table(rows));
  }
}
