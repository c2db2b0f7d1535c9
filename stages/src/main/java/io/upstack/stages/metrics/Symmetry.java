package io.upstack.stages.metrics;

/** Completes a symmetric matrix of which only one half was computed. */
final class Symmetry {
  /**
   * The size of the tiles in which a matrix is read across its rows, so that they stay in the
   * cache.
   */
  private static final int TILE = 64;

  private Symmetry() {}

  /** Copies the part above the diagonal of a row-major matrix [D, D] below it. */
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
