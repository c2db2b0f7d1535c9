package io.upstack.stages.metrics;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Sums of the kernel of {@link KernelDistance} between each of some rows and many others, tile by
 * tile: a tile of 2048 features takes less than 100 MB, however many rows there are. Products and
 * sums are fp64, and tiles are added in a fixed order. Safe for use by many threads.
 */
public final class KernelSums {
  /** The number of columns of a tile, except for the last. */
  private static final int COLUMNS = 1000;

  private final MetricProgram program;
  private final StagingBuffer rowBuffer = new StagingBuffer();
  private final StagingBuffer columnBuffer = new StagingBuffer();

  public KernelSums(MetricProgram program) {
    this.program = program;
  }

  /**
   * Sums over other rows of the same set.
   *
   * @param own [n] sums over others of the same label
   * @param others [n] sums over those of other labels
   */
  @SuppressWarnings("ArrayRecordComponent")
  public record Within(double[] own, double[] others) {}

  /**
   * Returns sums [n] over all of the other set's rows of the indices.
   *
   * @param rowIndices n indices of rows
   */
  public double[] between(
      FeatureRows features, int[] rowIndices, FeatureRows others, int[] otherIndices) {
    KernelDistance.requireComparable(features, others);
    double[] sums = new double[rowIndices.length];
    for (int from = 0; from < otherIndices.length; from += COLUMNS) {
      int[] tile = tile(otherIndices, from);
      try (NDManager scope = program.newManager()) {
        NDArray left = KernelDistance.gather(features, rowIndices, rowBuffer, scope);
        NDArray right = KernelDistance.gather(others, tile, columnBuffer, scope);
        add(sums, program.run(MetricMethods.KERNEL_SUMS, left, right).singletonOrThrow());
      }
    }
    return sums;
  }

  /**
   * Returns sums [n] over the members of a set that are not the row itself.
   *
   * @param members m indices of rows of the set
   * @param from the first member that sums are returned for
   * @param to the member after the last one
   * @param labels [m] labels of the members; without them all have the same
   */
  public Within within(
      FeatureRows features, int[] members, int from, int to, Optional<int[]> labels) {
    int[] labelOf = labels.orElseGet(() -> new int[members.length]);
    int[] rowIndices = Arrays.copyOfRange(members, from, to);
    Within sums = new Within(new double[to - from], new double[to - from]);
    for (int first = 0; first < members.length; first += COLUMNS) {
      int[] tile = tile(members, first);
      try (NDManager scope = program.newManager()) {
        NDList results =
            program.run(
                MetricMethods.KERNEL_SUMS_WITHIN,
                KernelDistance.gather(features, rowIndices, rowBuffer, scope),
                KernelDistance.gather(features, tile, columnBuffer, scope),
                integers(scope, rowIndices),
                integers(scope, tile),
                integers(scope, Arrays.copyOfRange(labelOf, from, to)),
                integers(scope, tile(labelOf, first)));
        add(sums.own, results.get(0));
        add(sums.others, results.get(1));
      }
    }
    return sums;
  }

  private static int[] tile(int[] values, int from) {
    return Arrays.copyOfRange(values, from, Math.min(from + COLUMNS, values.length));
  }

  private static void add(double[] sums, NDArray part) {
    double[] values = part.toDoubleArray();
    Arrays.setAll(sums, i -> sums[i] + values[i]);
  }

  private static NDArray integers(NDManager scope, int[] values) {
    return scope.create(IntStream.of(values).asLongStream().toArray());
  }
}
