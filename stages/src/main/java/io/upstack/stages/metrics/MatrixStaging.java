package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Passes fp64 matrices to the engine through a direct buffer for each thread. */
final class MatrixStaging {
  private final StagingBuffer buffer = new StagingBuffer();

  /**
   * @return an array in memory that this thread's next call overwrites
   */
  NDArray hold(double[] values, Shape shape, NDManager manager) {
    int size = Math.multiplyExact(values.length, Double.BYTES);
    ByteBuffer bytes = buffer.reserve(size).order(ByteOrder.nativeOrder());
    bytes.asDoubleBuffer().put(values);
    return manager.create(bytes, shape, DataType.FLOAT64);
  }
}
