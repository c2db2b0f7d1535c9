package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.FloatBuffer;
import java.util.Random;

/**
 * Times statistics of features against the bare matrix products that they need, and the Fréchet
 * distance with and without a kept root of the reference.
 *
 * <p>To compare CPU times, let the engine use one thread.
 */
public final class GaussianBenchmark {
  private static final int CHUNK_ROWS = 1024;

  /** The number of rows that are drawn. Further rows repeat them. */
  private static final int DISTINCT_ROWS = 4096;

  private final MetricProgram program;

  public GaussianBenchmark(MetricProgram program) {
    this.program = program;
  }

  /**
   * @param products time of the sum of X' X over chunks X of rows that are already in fp64
   * @param statistics time of count, mean and covariance of rows in fp32
   */
  public record StatisticsTimes(ElapsedTime products, ElapsedTime statistics) {}

  /**
   * @param root time of computing the root of the reference once
   * @param distance time of the distance from a reference whose root is known
   */
  public record DistanceTimes(ElapsedTime root, ElapsedTime distance) {}

  public StatisticsTimes statistics(int rows, int width) {
    FeatureRows features = new RepeatedRows(normal(Math.min(rows, DISTINCT_ROWS), width), rows);
    int[] indices = new int[rows];
    for (int i = 0; i < rows; i++) {
      indices[i] = i;
    }
    products(CHUNK_ROWS, width);
    return new StatisticsTimes(
        products(rows, width), ElapsedTime.of(() -> statistics(features, indices)));
  }

  private ElapsedTime products(int rows, int width) {
    try (NDManager scope = program.newManager()) {
      NDArray gram = scope.zeros(new Shape(width, width), DataType.FLOAT64);
      NDArray chunk = scope.ones(new Shape(CHUNK_ROWS, width), DataType.FLOAT64);
      NDArray last = scope.ones(new Shape(rows % CHUNK_ROWS, width), DataType.FLOAT64);
      return ElapsedTime.of(
          () -> {
            for (int row = CHUNK_ROWS; row <= rows; row += CHUNK_ROWS) {
              program.run(MetricMethods.ADD_PRODUCTS, chunk, gram).close();
            }
            if (rows % CHUNK_ROWS > 0) {
              program.run(MetricMethods.ADD_PRODUCTS, last, gram).close();
            }
          });
    }
  }

  private GaussianStatistics statistics(FeatureRows features, int[] indices) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", features.width())) {
      accumulator.add(features, indices);
      return accumulator.finish();
    }
  }

  /** Times the distance of two covariances of full rank. */
  public DistanceTimes distance(int width) {
    GaussianStatistics samples = drawn(width);
    GaussianStatistics reference = drawn(width);
    FrechetDistance distance = new FrechetDistance(program);
    distance.between(samples, distance.rootOf(reference));
    ReferenceRoot[] root = new ReferenceRoot[1];
    ElapsedTime rootTime = ElapsedTime.of(() -> root[0] = distance.rootOf(reference));
    return new DistanceTimes(rootTime, ElapsedTime.of(() -> distance.between(samples, root[0])));
  }

  private GaussianStatistics drawn(int width) {
    Features features = normal(2 * width, width);
    int[] indices = new int[features.rows()];
    for (int i = 0; i < indices.length; i++) {
      indices[i] = i;
    }
    return statistics(features, indices);
  }

  /**
   * Draws normal features. Their deviations fall with the square root of the index, roughly as
   * those of Inception's features do.
   */
  private static Features normal(int rows, int width) {
    Random random = new Random(width);
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() / Math.sqrt(1 + i % width));
    }
    return Features.of(rows, width, values);
  }

  private record RepeatedRows(Features features, int rows) implements FeatureRows {
    @Override
    public int width() {
      return features.width();
    }

    @Override
    public void copy(int row, FloatBuffer destination) {
      features.copy(row % features.rows(), destination);
    }
  }
}
