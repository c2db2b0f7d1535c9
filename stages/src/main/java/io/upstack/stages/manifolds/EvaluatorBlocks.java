package io.upstack.stages.manifolds;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Decides where evaluator.py keeps distances in fp16: in each of its blocks of 10,000 by 10,000 in
 * which all distances are finite. Safe for use by many threads.
 */
final class EvaluatorBlocks {
  /**
   * row_batch_size and col_batch_size of evaluator.py. It is a multiple of the rows of our blocks.
   */
  private static final int ROWS = 10_000;

  private static final float LARGEST = 65504;

  /** A factor that is larger than what rounding can add to a distance. */
  private static final double MARGIN = 1.01;

  private final ManifoldProgram program;
  private final FeatureMatrix first;
  private final FeatureMatrix second;
  private final Map<Pair, Boolean> known = new ConcurrentHashMap<>();

  private record Pair(int first, int second) {}

  /**
   * Covers the distances from the rows of one matrix to those of another, or of the same matrix.
   */
  EvaluatorBlocks(ManifoldProgram program, FeatureMatrix first, FeatureMatrix second) {
    this.program = program;
    this.first = first;
    this.second = second;
  }

  /**
   * Returns whether the distances between these rows of the first matrix and of the second matrix
   * are in fp16.
   */
  boolean areHalf(RowRange rows, RowRange columns) {
    if (first.rounded().isEmpty() || second.rounded().isEmpty()) {
      return false;
    }
    Pair pair = new Pair(rows.from() / ROWS, columns.from() / ROWS);
    return known.computeIfAbsent(pair, this::areFinite);
  }

  static RowRange rounded(RowRange range) {
    return range.of(range.matrix().rounded().orElseThrow());
  }

  private boolean areFinite(Pair pair) {
    FeatureMatrix left = first.rounded().orElseThrow();
    FeatureMatrix right = second.rounded().orElseThrow();
    double longest =
        Math.sqrt(longest(left, pair.first())) + Math.sqrt(longest(right, pair.second()));
    if (Double.isInfinite(longest)) {
      return false;
    }
    return longest * longest * MARGIN < LARGEST || areFinite(left, right, pair);
  }

  /** Returns the largest squared length in a block. */
  private static float longest(FeatureMatrix matrix, int block) {
    float longest = 0;
    for (int row = block * ROWS; row < end(matrix, block); row++) {
      longest = Math.max(longest, matrix.squaredLength(row));
    }
    return longest;
  }

  private static int end(FeatureMatrix matrix, int block) {
    return (int) Math.min((block + 1L) * ROWS, matrix.rows());
  }

  /** Checks pair by pair when the lengths alone do not decide. */
  private boolean areFinite(FeatureMatrix left, FeatureMatrix right, Pair pair) {
    try (TileProducts tile = new TileProducts(program)) {
      for (RowRange rows : ranges(left, pair.first(), TileProducts.ROWS)) {
        for (RowRange columns : ranges(right, pair.second(), TileProducts.COLUMNS)) {
          tile.multiply(rows, columns);
          if (!areFinite(tile, rows, columns)) {
            return false;
          }
        }
      }
      return true;
    }
  }

  private static Iterable<RowRange> ranges(FeatureMatrix matrix, int block, int size) {
    return RowRange.cut(matrix, block * ROWS, end(matrix, block), size);
  }

  private static boolean areFinite(TileProducts tile, RowRange rows, RowRange columns) {
    float[] rowLengths = rows.squaredLengths();
    float[] columnLengths = columns.squaredLengths();
    float[] products = new float[columns.size()];
    float[] distances = new float[columns.size()];
    for (int row = 0; row < rowLengths.length; row++) {
      tile.row(row, products);
      Distances.FLOAT16.fill(rowLengths[row], columnLengths, products, distances);
      for (float distance : distances) {
        if (!Float.isFinite(distance)) {
          return false;
        }
      }
    }
    return true;
  }
}
