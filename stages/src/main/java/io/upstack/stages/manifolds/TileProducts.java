package io.upstack.stages.manifolds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The products of several hundred rows with several hundred columns, which are rows of the same or
 * of another matrix. A tile is as large as fits into a processor's second-level cache. Not safe for
 * use by more than one thread; load one tile after another.
 */
final class TileProducts implements AutoCloseable {
  /** The number of rows of a tile, which divides the rows of a block. */
  static final int ROWS = 500;

  /** The number of columns of a tile, which divides the rows of a block. */
  static final int COLUMNS = 1000;

  private final ManifoldProgram program;
  private final NDManager manager;
  private final ByteBuffer bytes;
  private final FloatBuffer values;
  private int columns;

  TileProducts(ManifoldProgram program) {
    this.program = program;
    this.manager = program.newManager();
    NDArray array = manager.create(new Shape(ROWS, COLUMNS), DataType.FLOAT32);
    this.bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    this.values = bytes.asFloatBuffer();
  }

  void multiply(RowRange left, RowRange right) {
    columns = right.size();
    ByteBuffer used =
        bytes.slice(0, left.size() * columns * Float.BYTES).order(ByteOrder.nativeOrder());
    try (NDManager scope = manager.newSubManager()) {
      Shape shape = new Shape(left.size(), columns);
      NDArray products = scope.create(used, shape, DataType.FLOAT32);
      program.products(left.in(scope), right.in(scope), products);
    }
  }

  /** Copies the products of a row, counted from the first row of the tile. */
  void row(int row, float[] products) {
    values.get(row * columns, products, 0, columns);
  }

  @Override
  public void close() {
    manager.close();
  }
}
