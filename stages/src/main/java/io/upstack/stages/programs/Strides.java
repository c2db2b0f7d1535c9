package io.upstack.stages.programs;

import java.util.List;

/** The number of elements between neighbors along each dimension of a tensor. */
public final class Strides {
  private Strides() {}

  /** Returns the strides of C order, in which the last dimension is dense. */
  public static List<Long> contiguous(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      strides[dimension] = stride;
      stride *= Math.max(1, shape.get(dimension));
    }
    return List.of(strides);
  }

  /** Returns the strides of [N, C, H, W] with dense channels. */
  public static List<Long> channelsLast(List<Long> shape) {
    long channels = shape.get(1);
    long height = shape.get(2);
    long width = shape.get(3);
    return List.of(height * width * channels, 1L, width * channels, channels);
  }
}
