package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import java.util.List;

/**
 * A convolution with the batch normalization and the ReLU after it, torchvision's BasicConv2d.
 *
 * @param name the name inside its module, such as {@code branch5x5_1}
 * @param out the number of channels that it makes
 * @param height the height of the kernel
 * @param width the width of the kernel
 * @param padded whether zeros around the input keep its size, at stride 1
 */
record Convolution(String name, int out, int height, int width, int stride, boolean padded) {
  /** Returns a convolution with an odd square kernel without padding (TensorFlow's VALID). */
  static Convolution valid(String name, int out, int kernel, int stride) {
    return new Convolution(name, out, kernel, kernel, stride, false);
  }

  /**
   * Returns a convolution with an odd kernel at stride 1 that keeps the size of its input
   * (TensorFlow's SAME).
   */
  static Convolution same(String name, int out, int height, int width) {
    return new Convolution(name, out, height, width, 1, true);
  }

  static Convolution pointwise(String name, int out) {
    return valid(name, out, 1, 1);
  }

  /** Returns the shape of the kernel, [out, in, height, width]. */
  List<Long> kernelShape(int in) {
    return List.of((long) out, (long) in, (long) height, (long) width);
  }

  /** Returns the arguments of {@code torch.conv2d} that follow the bias. */
  String geometry() {
    return String.format(
        ROOT,
        "[%d, %d], [%d, %d], [1, 1], 1",
        stride,
        stride,
        padded ? height / 2 : 0,
        padded ? width / 2 : 0);
  }
}
