package io.upstack.stages.metrics;

import java.nio.FloatBuffer;

/**
 * Features in memory, with one fp32 row for each image. Implementations decide where the memory is.
 * Safe for use by many threads.
 */
public interface FeatureRows {
  int rows();

  int width();

  /** Copies the features of a row to the destination's position and advances it. */
  void copy(int row, FloatBuffer destination);
}
