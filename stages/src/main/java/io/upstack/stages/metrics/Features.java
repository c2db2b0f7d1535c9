package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.function.IntFunction;

/** A set of fp32 features with one row per image. */
public final class Features implements FeatureRows {
  private final int rows;
  private final int width;
  private final float[] values;

  private Features(int rows, int width, float[] values) {
    this.rows = rows;
    this.width = width;
    this.values = values;
  }

  /**
   * Takes ownership of the values, which must not be changed afterwards.
   *
   * @param values row-major, [rows, width]
   */
  public static Features of(int rows, int width, float[] values) {
    if (rows < 0 || width < 1 || values.length != (long) rows * width) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "%d values are not %d rows of %d features", values.length, rows, width));
    }
    return new Features(rows, width, values);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int width() {
    return width;
  }

  /** Returns a row-major copy, [rows, width]. */
  public float[] toFloats() {
    return values.clone();
  }

  @Override
  public void copy(int row, FloatBuffer destination) {
    destination.put(values, row * width, width);
  }

  float[] values() {
    return values;
  }

  /** Returns the rows with these indices, in this order. */
  public Features pick(int[] indices) {
    float[] picked = new float[Math.multiplyExact(indices.length, width)];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(values, indices[i] * width, picked, i * width, width);
    }
    return of(indices.length, width, picked);
  }

  Features slice(int from, int to) {
    if (from == 0 && to == rows) {
      return this;
    }
    return of(to - from, width, Arrays.copyOfRange(values, from * width, to * width));
  }

  /**
   * Rejects NaN and infinities.
   *
   * @param image returns the name of the image of a row
   */
  void requireFinite(String kind, IntFunction<String> image) {
    for (int index = 0; index < values.length; index++) {
      if (!Float.isFinite(values[index])) {
        throw new MetricsException(
            String.format(
                ROOT,
                "%s %d of %s is %s, expected a finite number",
                kind,
                index % width,
                image.apply(index / width),
                values[index]));
      }
    }
  }
}
