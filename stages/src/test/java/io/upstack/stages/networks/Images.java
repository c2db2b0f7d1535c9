package io.upstack.stages.networks;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;

/** Inputs that differ everywhere and repeat in every run. */
final class Images {
  private Images() {}

  /** [batch, channels, size, size] in [-2, 2]; the first of a larger batch are the same. */
  static NDArray waves(NDManager manager, int batch, int channels, int size) {
    float[] values = new float[batch * channels * size * size];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (Math.sin(i * 1.3) + Math.cos(i * i * 0.017));
    }
    return manager.create(values, new Shape(batch, channels, size, size));
  }
}
