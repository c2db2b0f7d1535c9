package io.upstack.stages.manifolds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of successive rows of a matrix within one of its blocks.
 *
 * @param from index of the first row
 * @param to index after the last row
 */
record RowRange(FeatureMatrix matrix, int from, int to) {
  int size() {
    return to - from;
  }

  NDArray in(NDManager manager) {
    int first = from % FeatureMatrix.BLOCK_ROWS;
    return matrix.block(from).rows(manager, first, first + size());
  }

  float[] squaredLengths() {
    int first = from % FeatureMatrix.BLOCK_ROWS;
    return matrix.block(from).squaredLengths(first, first + size());
  }

  /** Returns a hash of the features of a row, counted from the first row of the range. */
  long hash(int row) {
    return matrix.hash(from + row);
  }

  RowRange of(FeatureMatrix other) {
    return new RowRange(other, from, to);
  }

  /**
   * Cuts rows into ranges of a size that divides the size of the blocks. The last range may be
   * short.
   *
   * @param from index of the first row, a multiple of {@code size}
   */
  static List<RowRange> cut(FeatureMatrix matrix, int from, int to, int size) {
    List<RowRange> ranges = new ArrayList<>();
    for (int first = from; first < to; first += size) {
      ranges.add(new RowRange(matrix, first, Math.min(first + size, to)));
    }
    return ranges;
  }
}
