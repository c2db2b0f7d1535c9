package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.StatisticsAccumulator;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The statistics of a reference batch, as arrays of its npz that are known once all features have
 * been added.
 */
final class ReferenceStatistics implements AutoCloseable {
  private final Kind pool;
  private final Optional<Kind> spatial;

  ReferenceStatistics(MetricProgram program, FeatureWidths widths) {
    this.pool = new Kind(program, "pool features", "mu", "sigma", widths.pool());
    this.spatial =
        widths.spatial().isPresent()
            ? Optional.of(
                new Kind(
                    program, "spatial features", "mu_s", "sigma_s", widths.spatial().getAsInt()))
            : Optional.empty();
  }

  void add(FeatureBatch batch) {
    pool.accumulator.add(batch.pool());
    spatial.ifPresent(kind -> kind.accumulator.add(batch.spatial().orElseThrow()));
  }

  List<NamedArray> arrays() {
    List<NamedArray> arrays = new ArrayList<>(pool.arrays());
    spatial.ifPresent(kind -> arrays.addAll(kind.arrays()));
    return arrays;
  }

  @Override
  public void close() {
    try (pool.accumulator) {
      spatial.ifPresent(kind -> kind.accumulator.close());
    }
  }

  /** One kind of features. */
  private static final class Kind {
    private final StatisticsAccumulator accumulator;
    private final String mean;
    private final String covariance;
    private final int width;
    private Optional<GaussianStatistics> finished = Optional.empty();

    Kind(MetricProgram program, String name, String mean, String covariance, int width) {
      this.accumulator = new StatisticsAccumulator(program, name, width);
      this.mean = mean;
      this.covariance = covariance;
      this.width = width;
    }

    List<NamedArray> arrays() {
      long side = width;
      return List.of(
          new NamedArray(
              mean, ElementType.FLOAT64, List.of(side), output -> write(finished().mean(), output)),
          new NamedArray(
              covariance,
              ElementType.FLOAT64,
              List.of(side, side),
              output -> write(finished().covariance(), output)));
    }

    private GaussianStatistics finished() {
      if (finished.isEmpty()) {
        finished = Optional.of(accumulator.finish());
      }
      return finished.get();
    }

    /** Writes the values one row at a time, because writing all at once would take another copy. */
    private void write(double[] values, OutputStream output) throws IOException {
      ByteBuffer row = ByteBuffer.allocate(width * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
      for (int start = 0; start < values.length; start += width) {
        row.asDoubleBuffer().put(values, start, width);
        output.write(row.array());
      }
    }
  }
}
