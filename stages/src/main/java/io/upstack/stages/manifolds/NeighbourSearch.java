package io.upstack.stages.manifolds;

/**
 * Finds the nearest neighbors within a set of images. Each unit searches a pair of row blocks.
 *
 * <p>Distances are symmetric: a pair of blocks is multiplied once, for the neighbors of the rows of
 * both. Safe for use by many threads.
 */
public final class NeighbourSearch {
  private final ManifoldProgram program;
  private final NeighbourSettings settings;
  private final FeatureMatrix features;
  private final EvaluatorBlocks evaluatorBlocks;

  public NeighbourSearch(
      ManifoldProgram program, NeighbourSettings settings, FeatureMatrix features) {
    this.program = program;
    this.settings = settings;
    this.features = features;
    this.evaluatorBlocks = new EvaluatorBlocks(program, features, features);
  }

  /** Returns the number of units of the search. */
  public int units() {
    return BlockPair.count(features.blocks());
  }

  /**
   * Computes one unit: two blocks of 5000 rows take 10^11 fp32 operations with 2048 features.
   *
   * @param unit index of the pair
   */
  public PairNeighbours search(int unit) {
    BlockPair pair = BlockPair.of(unit, features.blocks());
    Scan scan = new Scan(pair);
    try (DistanceTile tile = new DistanceTile(program, evaluatorBlocks)) {
      for (RowRange rows : ranges(pair.first(), TileProducts.ROWS)) {
        for (RowRange columns : ranges(pair.second(), TileProducts.COLUMNS)) {
          if (columns.to() > rows.from()) {
            tile.load(rows, columns);
            scan.scan(tile);
          }
        }
      }
    }
    return scan.finish();
  }

  private Iterable<RowRange> ranges(int block, int size) {
    return RowRange.cut(features, begin(block), end(block), size);
  }

  private static int begin(int block) {
    return block * FeatureMatrix.BLOCK_ROWS;
  }

  private int end(int block) {
    return Math.min(begin(block) + FeatureMatrix.BLOCK_ROWS, features.rows());
  }

  /** The nearest neighbors found so far in a pair of blocks. */
  private final class Scan {
    private final BlockPair pair;
    private final NearestSoFar ofFirst;
    private final NearestSoFar ofSecond;

    Scan(BlockPair pair) {
      this.pair = pair;
      this.ofFirst = nearest(pair.first());
      this.ofSecond = pair.first() == pair.second() ? ofFirst : nearest(pair.second());
    }

    private NearestSoFar nearest(int block) {
      return new NearestSoFar(end(block) - begin(block), settings.kept());
    }

    void scan(DistanceTile tile) {
      for (int row = 0; row < tile.rows().size(); row++) {
        int image = tile.rows().from() + row;
        // Within one block, each pair of images comes up twice. It is counted when the row comes
        // first.
        int from = Math.max(0, image + 1 - tile.columns().from());
        offerRow(tile, row, from);
      }
    }

    private void offerRow(DistanceTile tile, int row, int from) {
      int columns = tile.columns().size();
      int rowOfFirst = tile.rows().from() + row - begin(pair.first());
      int shift = tile.columns().from() - begin(pair.second());
      float[] fromRow = tile.fromRow(row);
      float[] toRow = tile.toRow(row);
      float[] farthestOfFirst = ofFirst.farthest();
      float[] farthestOfSecond = ofSecond.farthest();
      for (int column = from; column < columns; column++) {
        if (fromRow[column] <= farthestOfFirst[rowOfFirst]
            || toRow[column] <= farthestOfSecond[shift + column]) {
          float there = tile.settled(row, column, fromRow[column]);
          ofFirst.offer(rowOfFirst, tile.columns().from() + column, there);
          float back = tile.settled(row, column, toRow[column]);
          ofSecond.offer(shift + column, tile.rows().from() + row, back);
        }
      }
    }

    PairNeighbours finish() {
      int rowsOfSecond = ofSecond == ofFirst ? 0 : ofSecond.farthest().length;
      return new PairNeighbours(
          pair, ofFirst.table(ofFirst.farthest().length), ofSecond.table(rowsOfSecond));
    }
  }
}
