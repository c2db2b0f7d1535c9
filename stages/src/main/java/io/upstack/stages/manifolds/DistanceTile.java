package io.upstack.stages.manifolds;

/**
 * The squared distances between the rows and the columns of a tile, in the arithmetic that applies
 * to the tile's block.
 */
final class DistanceTile implements AutoCloseable {
  private final TileProducts tile;
  private final EvaluatorBlocks evaluatorBlocks;
  private final float[] products = new float[TileProducts.COLUMNS];
  private final float[] distances = new float[TileProducts.COLUMNS];
  private final float[] reversed = new float[TileProducts.COLUMNS];
  private RowRange rows;
  private RowRange columns;
  private boolean half;
  private float[] rowLengths;
  private float[] columnLengths;

  DistanceTile(ManifoldProgram program, EvaluatorBlocks evaluatorBlocks) {
    this.tile = new TileProducts(program);
    this.evaluatorBlocks = evaluatorBlocks;
  }

  /** Loads the next tile. */
  void load(RowRange nextRows, RowRange nextColumns) {
    half = evaluatorBlocks.areHalf(nextRows, nextColumns);
    rows = half ? EvaluatorBlocks.rounded(nextRows) : nextRows;
    columns = half ? EvaluatorBlocks.rounded(nextColumns) : nextColumns;
    rowLengths = rows.squaredLengths();
    columnLengths = columns.squaredLengths();
    tile.multiply(rows, columns);
  }

  RowRange rows() {
    return rows;
  }

  RowRange columns() {
    return columns;
  }

  /**
   * Returns the distances from a row to the columns, in an array that the next call overwrites.
   *
   * @param row index of the row within the tile
   */
  float[] fromRow(int row) {
    tile.row(row, products);
    Distances arithmetic = half ? Distances.FLOAT16 : Distances.FLOAT32;
    arithmetic.fill(rowLengths[row], columnLengths, products, distances);
    return distances;
  }

  /** Returns the distances from the columns to the row of the last call of {@link #fromRow}. */
  float[] toRow(int row) {
    if (!half) {
      return distances;
    }
    Distances.FLOAT16_REVERSED.fill(rowLengths[row], columnLengths, products, reversed);
    return reversed;
  }

  /** Returns the distance, or 0 if the features are equal and rounding alone made it nonzero. */
  float settled(int row, int column, float distance) {
    boolean same =
        !half && rowLengths[row] == columnLengths[column] && rows.hash(row) == columns.hash(column);
    return same ? 0 : distance;
  }

  @Override
  public void close() {
    tile.close();
  }
}
