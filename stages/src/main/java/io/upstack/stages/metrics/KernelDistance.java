package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;

/**
 * The unbiased estimate of the squared maximum mean discrepancy of two sets of features, with the
 * kernel (x·y/D + 1)³ (Binkowski et al., 2018, "Demystifying MMD GANs", section 4; Gretton et al.,
 * 2012, lemma 6, for sets that differ in size).
 *
 * <p>Products and sums are fp64. The estimate is a small difference of means of the kernel, and
 * fp32 would be off by about 2e-8, always in the same direction. Safe for use by many threads.
 */
public final class KernelDistance {
  private final MetricProgram program;
  private final StagingBuffer sampleBuffer = new StagingBuffer();
  private final StagingBuffer referenceBuffer = new StagingBuffer();

  public KernelDistance(MetricProgram program) {
    this.program = program;
  }

  /**
   * Compares some samples [n, D] with some of the reference [m, D]. The result may be negative.
   *
   * @param sampleIndices indices of n rows, at least 2
   * @param referenceIndices indices of m rows, at least 2
   * @throws MetricsException if the widths differ, or a side has fewer than two rows
   */
  public double between(
      FeatureRows samples, int[] sampleIndices, FeatureRows reference, int[] referenceIndices) {
    requireComparable(samples, reference);
    if (sampleIndices.length < 2 || referenceIndices.length < 2) {
      throw new MetricsException(
          String.format(
              ROOT,
              "a kernel distance of %d samples and %d reference images, expected 2 or more of each",
              sampleIndices.length,
              referenceIndices.length));
    }
    try (NDManager scope = program.newManager()) {
      NDArray left = gather(samples, sampleIndices, sampleBuffer, scope);
      NDArray right = gather(reference, referenceIndices, referenceBuffer, scope);
      return program.run(MetricMethods.KERNEL_DISTANCE, left, right).singletonOrThrow().getDouble();
    }
  }

  static void requireComparable(FeatureRows samples, FeatureRows reference) {
    if (samples.width() != reference.width()) {
      throw new MetricsException(
          String.format(
              ROOT,
              "samples with %d features can't be compared with a reference of %d",
              samples.width(),
              reference.width()));
    }
  }

  /** Copies rows [n, D] to a buffer that the array reads in place. */
  static NDArray gather(
      FeatureRows features, int[] indices, StagingBuffer buffer, NDManager scope) {
    int values = Math.multiplyExact(indices.length, features.width());
    ByteBuffer bytes =
        buffer.reserve(Math.multiplyExact(values, Float.BYTES)).order(ByteOrder.nativeOrder());
    FloatBuffer floats = bytes.asFloatBuffer();
    for (int index : indices) {
      features.copy(index, floats);
    }
    Shape shape = new Shape(indices.length, features.width());
    return scope.create(bytes, shape, DataType.FLOAT32);
  }
}
