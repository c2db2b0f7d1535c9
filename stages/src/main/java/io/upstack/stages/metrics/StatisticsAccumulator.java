package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Computes {@link GaussianStatistics} in one pass, in fp64, in memory of a few times [D, D].
 *
 * <p>Features are summed less the mean of the first of them, without which the covariance of
 * features far from zero would cancel. The result does not depend on the batches.
 */
public final class StatisticsAccumulator implements AutoCloseable {
  private static final int CHUNK_ROWS = 1024;

  private final MetricProgram program;
  private final String name;
  private final NDManager manager;
  private final RowBuffer buffer;
  private final int width;
  private final NDArray sum;
  private final NDArray gram;
  private final NDArray shift;
  private long count;

  /**
   * @param name of what is accumulated, for messages
   */
  public StatisticsAccumulator(MetricProgram program, String name, int width) {
    this.program = program;
    this.name = name;
    this.width = width;
    this.manager = program.newManager();
    this.buffer = new RowBuffer(program, CHUNK_ROWS, width, this::addChunk);
    this.sum = manager.zeros(new Shape(width), DataType.FLOAT64);
    this.gram = manager.zeros(new Shape(width, width), DataType.FLOAT64);
    this.shift = manager.zeros(new Shape(width), DataType.FLOAT64);
  }

  /** Rows [N, D] of more samples. */
  public void add(Features features) {
    if (features.width() != width) {
      throw new MetricsException(
          "%s are %d wide, expected %d as before".formatted(name, features.width(), width));
    }
    buffer.add(features);
  }

  private void addChunk(NDArray rows) {
    if (count == 0) {
      program.run(MetricMethods.SET_TO_MEAN, rows, shift);
    }
    program.run(MetricMethods.ADD_MOMENTS, rows, shift, sum, gram);
    count += rows.getShape().get(0);
  }

  /**
   * The statistics of all that was added.
   *
   * @throws MetricsException for fewer than two samples, which have no covariance
   */
  public GaussianStatistics finish() {
    buffer.flush();
    if (count < 2) {
      throw new MetricsException(
          "%s of %d samples have no covariance, expected 2 or more".formatted(name, count));
    }
    try (NDManager scope = program.newManager()) {
      NDArray total = scope.create((double) count);
      NDArray sums = sum.duplicate();
      sums.attach(scope);
      NDList results = program.run(MetricMethods.COVARIANCE, sums, gram, total);
      double[] mean = sum.toDoubleArray();
      double[] shifts = shift.toDoubleArray();
      for (int i = 0; i < width; i++) {
        mean[i] = shifts[i] + mean[i] / count;
      }
      return GaussianStatistics.of(mean, results.singletonOrThrow().toDoubleArray(), count);
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
