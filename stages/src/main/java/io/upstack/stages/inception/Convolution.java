package io.upstack.stages.inception;

import static java.util.Locale.ROOT;

import java.util.List;

/**
 * A convolution with the batch normalisation and the ReLU after it, torchvision's BasicConv2d.
 *
 * @param name inside its module, such as {@code branch5x5_1}
 * @param out channels that it makes
 * @param height of the kernel
 * @param width of the kernel
 * @param padded whether zeros around the input keep its size, at stride 1
 */
record Convolution(String name, int out, int height, int width, int stride, boolean padded) {
  /** An odd square kernel without padding (TensorFlow's VALID). */
  static Convolution valid(String name, int out, int kernel, int stride) {
    return new Convolution(name, out, kernel, kernel, stride, false);
  }

  /** An odd kernel at stride 1 that keeps the size of its input (TensorFlow's SAME). */
  static Convolution same(String name, int out, int height, int width) {
    return new Convolution(name, out, height, width, 1, true);
  }

  static Convolution pointwise(String name, int out) {
    return valid(name, out, 1, 1);
  }

  /** [out, in, height, width]. */
  List<Long> kernelShape(int in) {
    return List.of((long) out, (long) in, (long) height, (long) width);
  }

  /** The arguments of {@code torch.conv2d} that follow the bias. */
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
