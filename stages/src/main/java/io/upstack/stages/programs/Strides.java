package io.upstack.stages.programs;

import java.util.List;

/** Elements between neighbours along each dimension of a tensor. */
public final class Strides {
  private Strides() {}

  /** C order: the last dimension is dense. */
  public static List<Long> contiguous(List<Long> shape) {
    Long[] strides = new Long[shape.size()];
    long stride = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      strides[dimension] = stride;
      stride *= Math.max(1, shape.get(dimension));
    }
    return List.of(strides);
  }

  /** [N, C, H, W] with dense channels. */
  public static List<Long> channelsLast(List<Long> shape) {
    long channels = shape.get(1);
    long height = shape.get(2);
    long width = shape.get(3);
    return List.of(height * width * channels, 1L, width * channels, channels);
  }
}
