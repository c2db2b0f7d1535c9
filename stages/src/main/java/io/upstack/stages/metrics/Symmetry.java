package io.upstack.stages.metrics;

/** What is computed of one half of a symmetric matrix only. */
final class Symmetry {
  /** Of the tiles in which a matrix is read across its rows, so that they stay in the cache. */
  private static final int TILE = 64;

  private Symmetry() {}

  /** Copies what is above the diagonal of a matrix [D, D], row-major, below it. */
  static void mirrorUpper(double[] matrix, int width) {
    for (int rows = 0; rows < width; rows += TILE) {
      for (int columns = 0; columns <= rows; columns += TILE) {
        mirrorTile(matrix, width, rows, columns);
      }
    }
  }

  private static void mirrorTile(double[] matrix, int width, int rows, int columns) {
    for (int row = rows; row < Math.min(rows + TILE, width); row++) {
      for (int column = columns; column < Math.min(columns + TILE, row); column++) {
        matrix[row * width + column] = matrix[column * width + row];
      }
    }
  }
}
