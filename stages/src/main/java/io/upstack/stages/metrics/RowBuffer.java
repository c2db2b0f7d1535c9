package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * Gathers rows into chunks of a fixed size, so that what is computed from the chunks does not
 * depend on the batches in which the rows arrived.
 *
 * <p>The rows are in one direct buffer that the engine reads in place. If each chunk had a new
 * buffer, memory would wait for a garbage collection that a small heap never triggers.
 */
final class RowBuffer {
  private final MetricProgram program;
  private final int capacity;
  private final int width;
  private final Sink sink;
  private final ByteBuffer bytes;
  private int rows;

  /** Takes a chunk of fp32 rows [n, D], which are valid only until it returns. */
  @FunctionalInterface
  interface Sink {
    void accept(NDArray chunk);
  }

  /**
   * @param capacity number of rows of every chunk except the last
   */
  RowBuffer(MetricProgram program, int capacity, int width, Sink sink) {
    this.program = program;
    this.capacity = capacity;
    this.width = width;
    this.sink = sink;
    int size = Math.multiplyExact(Math.multiplyExact(capacity, width), Float.BYTES);
    this.bytes = ByteBuffer.allocateDirect(size).order(ByteOrder.nativeOrder());
  }

  void add(Features features) {
    for (int from = 0; from < features.rows(); ) {
      int taken = Math.min(capacity - rows, features.rows() - from);
      bytes.asFloatBuffer().put(rows * width, features.values(), from * width, taken * width);
      rows += taken;
      from += taken;
      if (rows == capacity) {
        flush();
      }
    }
  }

  void add(FeatureRows source, int[] indices) {
    FloatBuffer floats = bytes.asFloatBuffer();
    for (int index : indices) {
      source.copy(index, floats.position(rows * width));
      rows++;
      if (rows == capacity) {
        flush();
      }
    }
  }

  /** Passes on the remaining rows. */
  void flush() {
    if (rows == 0) {
      return;
    }
    try (NDManager scope = program.newManager()) {
      ByteBuffer filled = bytes.slice(0, rows * width * Float.BYTES).order(bytes.order());
      sink.accept(scope.create(filled, new Shape(rows, width), DataType.FLOAT32));
    }
    rows = 0;
  }
}
