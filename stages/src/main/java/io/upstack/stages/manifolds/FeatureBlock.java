package io.upstack.stages.manifolds;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A fixed number of rows of features in the engine's memory, which Java accesses in place. */
final class FeatureBlock {
  private static final long HASH_FACTOR = 0x9E3779B97F4A7C15L;

  private final int width;
  private final ByteBuffer bytes;
  private final float[] squaredLengths;
  private final long[] hashes;

  /** Allocates memory that belongs to the manager. It is uninitialized until rows are put there. */
  FeatureBlock(NDManager manager, int rows, int width) {
    this.width = width;
    NDArray array = manager.create(new Shape(rows, width), DataType.FLOAT32);
    this.bytes = array.toByteBuffer(true).order(ByteOrder.nativeOrder());
    this.squaredLengths = new float[rows];
    this.hashes = new long[rows];
  }

  /** Stores the row that begins at {@code values[from]}. */
  void put(int row, float[] values, int from, float squaredLength) {
    bytes.asFloatBuffer().put(row * width, values, from, width);
    squaredLengths[row] = squaredLength;
    hashes[row] = hash(values, from, from + width);
  }

  private static long hash(float[] values, int from, int to) {
    long hash = 0;
    for (int i = from; i < to; i++) {
      // 0 and -0 are the same position in space.
      int bits = values[i] == 0 ? 0 : Float.floatToRawIntBits(values[i]);
      hash = (hash ^ bits) * HASH_FACTOR;
      hash ^= hash >>> 32;
    }
    return hash;
  }

  /** Returns rows as [n, D] without copying them. */
  NDArray rows(NDManager manager, int from, int to) {
    int rowBytes = width * Float.BYTES;
    ByteBuffer rows = bytes.slice(from * rowBytes, (to - from) * rowBytes).order(bytes.order());
    return manager.create(rows, new Shape(to - from, width), DataType.FLOAT32);
  }

  float[] row(int row) {
    float[] values = new float[width];
    bytes.asFloatBuffer().get(row * width, values);
    return values;
  }

  float squaredLength(int row) {
    return squaredLengths[row];
  }

  float[] squaredLengths(int from, int to) {
    return Arrays.copyOfRange(squaredLengths, from, to);
  }

  /**
   * Returns a hash of all features of the row. Rows with the same features have the same hash;
   * other rows have another.
   */
  long hash(int row) {
    return hashes[row];
  }
}
