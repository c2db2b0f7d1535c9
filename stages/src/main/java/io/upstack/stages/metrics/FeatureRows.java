package io.upstack.stages.metrics;

import java.nio.FloatBuffer;

/** Features in memory, wherever that is, a row of fp32 for each image. Safe for many threads. */
public interface FeatureRows {
  int rows();

  int width();

  /** Puts the features of a row at the destination's position, which moves on. */
  void copy(int row, FloatBuffer destination);
}
