package io.upstack.stages.manifolds;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDManager;
import io.upstack.stages.metrics.FeatureRows;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The pool features of all images of a set, fp32 [N, D], outside the Java heap: 410 MB for 50,000
 * images of 2048 features, and as much again for {@link DistancePrecision#FLOAT16_WHERE_FINITE}.
 *
 * <p>One thread must fill it. Afterwards it is safe for use by many threads. Closing it frees the
 * memory, which must not happen before the units that work on it are done.
 */
public final class FeatureMatrix implements FeatureRows, AutoCloseable {
  /**
   * The number of rows of every block except the last. It divides the number of rows of the
   * evaluator's blocks.
   */
  public static final int BLOCK_ROWS = 5000;

  /** The limit for squared lengths, so that no squared distance overflows fp32. */
  private static final float LONGEST = Float.MAX_VALUE / 8;

  private final NDManager manager;
  private final int width;
  private final RowLengths lengths;
  private final Optional<FeatureMatrix> rounded;
  private final List<FeatureBlock> blocks = new ArrayList<>();
  private int rows;

  /**
   * @param width number of features of an image
   */
  public FeatureMatrix(ManifoldProgram program, int width, DistancePrecision precision) {
    this(
        program,
        width,
        RowLengths.FLOAT32,
        switch (precision) {
          case FLOAT32 -> Optional.empty();
          case FLOAT16_WHERE_FINITE ->
              Optional.of(new FeatureMatrix(program, width, RowLengths.FLOAT16, Optional.empty()));
        });
  }

  private FeatureMatrix(
      ManifoldProgram program, int width, RowLengths lengths, Optional<FeatureMatrix> rounded) {
    this.manager = program.newManager();
    this.width = width;
    this.lengths = lengths;
    this.rounded = rounded;
  }

  /**
   * Appends the features [n, D] of the next images.
   *
   * @throws MetricsException if they have another width, or are so large that fp32 can't hold their
   *     squared distances
   */
  public void add(Features features) {
    if (features.width() != width) {
      throw new MetricsException(
          String.format(
              ROOT, "features are %d wide, expected %d as before", features.width(), width));
    }
    float[] values = features.toFloats();
    add(values);
    rounded.ifPresent(
        matrix -> {
          for (int i = 0; i < values.length; i++) {
            values[i] = RowLengths.rounded(values[i]);
          }
          matrix.add(values);
        });
  }

  private void add(float[] values) {
    for (int from = 0; from < values.length; from += width) {
      float squaredLength = lengths.squared(values, from, from + width);
      if (lengths == RowLengths.FLOAT32 && !(squaredLength <= LONGEST)) {
        throw new MetricsException(
            String.format(
                ROOT,
                "the features of image %d have the squared length %s, expected %s or less, beyond"
                    + " which fp32 has no distances",
                rows,
                squaredLength,
                LONGEST));
      }
      if (rows == blocks.size() * BLOCK_ROWS) {
        blocks.add(new FeatureBlock(manager, BLOCK_ROWS, width));
      }
      block(rows).put(rows % BLOCK_ROWS, values, from, squaredLength);
      rows++;
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  /** Returns the number of features of an image. */
  @Override
  public int width() {
    return width;
  }

  /** Returns the number of blocks of rows. */
  public int blocks() {
    return blocks.size();
  }

  @Override
  public void copy(int row, FloatBuffer destination) {
    destination.put(row(row));
  }

  /** Returns the features of one image. */
  float[] row(int row) {
    return block(row).row(row % BLOCK_ROWS);
  }

  /** Returns the squared length of the features of one image. */
  float squaredLength(int row) {
    return block(row).squaredLength(row % BLOCK_ROWS);
  }

  /** Returns a hash that is equal for rows of equal features, and for no others. */
  long hash(int row) {
    return block(row).hash(row % BLOCK_ROWS);
  }

  FeatureBlock block(int row) {
    return blocks.get(row / BLOCK_ROWS);
  }

  /** Returns the same rows with every feature rounded to fp16, if the precision requires them. */
  Optional<FeatureMatrix> rounded() {
    return rounded;
  }

  @Override
  public void close() {
    try (manager) {
      rounded.ifPresent(FeatureMatrix::close);
    }
  }
}
