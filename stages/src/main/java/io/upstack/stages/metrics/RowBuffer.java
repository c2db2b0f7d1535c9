package io.upstack.stages.metrics;

import java.util.Arrays;

/**
 * Gathers rows into chunks of a fixed size, so that what is computed from the chunks does not
 * depend on the batches in which the rows arrived.
 */
final class RowBuffer {
  private final int capacity;
  private final int width;
  private final Sink sink;
  private final float[] values;
  private int rows;

  /** Takes a chunk: {@code capacity} rows, or fewer at the end. */
  @FunctionalInterface
  interface Sink {
    void accept(Features chunk);
  }

  RowBuffer(int capacity, int width, Sink sink) {
    this.capacity = capacity;
    this.width = width;
    this.sink = sink;
    this.values = new float[Math.multiplyExact(capacity, width)];
  }

  void add(Features features) {
    for (int from = 0; from < features.rows(); ) {
      int taken = Math.min(capacity - rows, features.rows() - from);
      System.arraycopy(features.values(), from * width, values, rows * width, taken * width);
      rows += taken;
      from += taken;
      if (rows == capacity) {
        flush();
      }
    }
  }

  /** Hands on what is left. */
  void flush() {
    if (rows > 0) {
      sink.accept(Features.of(rows, width, Arrays.copyOf(values, rows * width)));
      rows = 0;
    }
  }
}
