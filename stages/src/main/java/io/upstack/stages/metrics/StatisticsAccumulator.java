package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;

/**
 * Computes {@link GaussianStatistics} in one pass, in fp64, in a few times the memory of a [D, D]
 * matrix.
 *
 * <p>The mean of the first features is subtracted before summing. Otherwise the covariance of
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
  private final GramPanels gram;
  private final NDArray shift;
  private long count;

  /**
   * @param name name of the data in messages
   */
  public StatisticsAccumulator(MetricProgram program, String name, int width) {
    this.program = program;
    this.name = name;
    this.width = width;
    this.manager = program.newManager();
    this.buffer = new RowBuffer(program, CHUNK_ROWS, width, this::addChunk);
    this.sum = manager.zeros(new Shape(width), DataType.FLOAT64);
    this.gram = new GramPanels(program, manager, width);
    this.shift = manager.zeros(new Shape(width), DataType.FLOAT64);
  }

  /** Adds rows [N, D] of more samples. */
  public void add(Features features) {
    requireWidth(features);
    buffer.add(features);
  }

  /** Adds the rows with these indices, in this order. */
  public void add(FeatureRows features, int[] indices) {
    requireWidth(features);
    buffer.add(features, indices);
  }

  private void requireWidth(FeatureRows features) {
    if (features.width() != width) {
      throw new MetricsException(
          String.format(
              ROOT, "%s are %d wide, expected %d as before", name, features.width(), width));
    }
  }

  private void addChunk(NDArray rows) {
    if (count == 0) {
      program.run(MetricMethods.SET_TO_MEAN, rows, shift);
    }
    gram.add(program.run(MetricMethods.CENTRE, rows, shift, sum).singletonOrThrow());
    count += rows.getShape().get(0);
  }

  /**
   * Returns the moments of all samples that were added.
   *
   * @throws MetricsException if there are no samples
   */
  public SampleMoments moments() {
    requireSamples(1, "moments");
    double[] mean = sum.toDoubleArray();
    double[] scatter = gram.toMatrix();
    for (int row = 0; row < width; row++) {
      for (int column = 0; column < width; column++) {
        // With this order of operations, the result is exactly symmetric.
        scatter[row * width + column] -= mean[row] * mean[column] / count;
      }
    }
    double[] shifts = shift.toDoubleArray();
    for (int i = 0; i < width; i++) {
      mean[i] = shifts[i] + mean[i] / count;
    }
    return SampleMoments.of(count, mean, scatter);
  }

  /**
   * Returns the statistics of all samples that were added.
   *
   * @throws MetricsException for fewer than two samples, which have no covariance
   */
  public GaussianStatistics finish() {
    requireSamples(2, "covariance");
    return moments().statistics();
  }

  private void requireSamples(int needed, String what) {
    buffer.flush();
    if (count < needed) {
      throw new MetricsException(
          String.format(
              ROOT, "%s of %d samples have no %s, expected %d or more", name, count, what, needed));
    }
  }

  @Override
  public void close() {
    manager.close();
  }
}
