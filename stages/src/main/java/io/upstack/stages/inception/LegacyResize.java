package io.upstack.stages.inception;

import io.upstack.stages.programs.Constants;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;
import java.util.stream.IntStream;

/**
 * TensorFlow 1's {@code resize_bilinear} (core/kernels/resize_bilinear_op.cc, without align_corners
 * and half_pixel_centers), with the same arithmetic. Pixel i is taken from position i * in / out,
 * between the pixel at its floor and the next one. Beyond the last pixel, the last pixel is used.
 */
final class LegacyResize {
  static final int SIZE = 299;

  private final MethodBuilder method;
  private final Value positions;

  LegacyResize(ProgramBuilder program, MethodBuilder method) {
    this.method = method;
    double[] numbers = IntStream.range(0, SIZE).asDoubleStream().toArray();
    this.positions =
        program.tensor("resize_positions", Constants.float32(List.of((long) SIZE), numbers));
  }

  /**
   * Writes the enlargement or reduction.
   *
   * @param images [N, C, H, W] of any type
   * @return [N, C, 299, 299] fp32
   */
  Value write(Value images) {
    Value columns = interpolate(images, 3, "[1, -1]");
    return interpolate(columns, 2, "[-1, 1]");
  }

  private Value interpolate(Value images, int dimension, String weightShape) {
    Value size = method.evaluate("torch.size(%s, %d)", images, dimension);
    // The quotient is computed in double, and becomes the same float as a quotient of floats.
    Value source = method.evaluate("torch.mul(%s, torch.div(%s, %d))", positions, size, SIZE);
    Value floor = method.evaluate("torch.floor(%s)", source);
    Value low = method.evaluate("torch.to(%s, 4)", floor);
    Value high = method.evaluate("torch.clamp_max(torch.add(%s, 1), torch.sub(%s, 1))", low, size);
    Value weight =
        method.evaluate("torch.reshape(torch.sub(%s, %s), %s)", source, floor, weightShape);
    Value from = select(images, dimension, low);
    Value to = select(images, dimension, high);
    return method.evaluate(
        "torch.add(%s, torch.mul(torch.sub(%s, %s), %s))", from, to, from, weight);
  }

  private Value select(Value images, int dimension, Value indices) {
    return method.evaluate(
        "torch.to(torch.index_select(%s, %d, %s), 6)", images, dimension, indices);
  }
}
