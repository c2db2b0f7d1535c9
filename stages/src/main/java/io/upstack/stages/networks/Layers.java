package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * The layers of a network, written into one method of a program. Feature maps are [N, C, H, W]
 * values in channels-last memory, which convolutions and attention take without copies.
 */
final class Layers {
  private static final int GROUPS = 32;
  private static final String EPSILON = "1.0000000000000001e-05";

  private final MethodBuilder method;
  private final Weights weights;
  private final Precision torso;

  Layers(MethodBuilder method, Weights weights, Precision torso) {
    this.method = method;
    this.weights = weights;
    this.torso = torso;
  }

  MethodBuilder method() {
    return method;
  }

  /** The same layers with their output in fp32: what stands outside the torso. */
  Layers fp32() {
    return new Layers(method, weights, Precision.FP32);
  }

  /** The input of a network, [N, C, H, W], as the torso's feature map. */
  FeatureMap input(Value x, int channels) {
    Value cast = method.evaluate("torch.to(%s, %d)", x, torso.scalarType());
    return new FeatureMap(method.evaluate("torch.contiguous(%s, memory_format=2)", cast), channels);
  }

  FeatureMap toFp32(FeatureMap x) {
    return x.with(method.evaluate("torch.to(%s, %d)", x.value(), Precision.FP32.scalarType()));
  }

  /** A convolution of odd kernel that keeps the size of its input, or halves it by stride 2. */
  FeatureMap convolution(String name, FeatureMap x, int out, int kernel, int stride) {
    Value weight = weights.convolution(name + ".weight", torso, out, x.channels(), kernel, kernel);
    Value bias = weights.plain(name + ".bias", torso, out);
    int padding = kernel / 2;
    Value y =
        method.evaluate(
            "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)",
            x.value(), weight, bias, stride, stride, padding, padding);
    return new FeatureMap(y, out);
  }

  /** {@code x}: [..., in]; a linear layer in fp32, as guided-diffusion leaves them. */
  Value linear(String name, Value x, int in, int out) {
    Value weight = weights.plain(name + ".weight", Precision.FP32, out, in);
    Value bias = weights.plain(name + ".bias", Precision.FP32, out);
    return method.evaluate("torch.linear(%s, %s, %s)", x, weight, bias);
  }

  /**
   * A convolution of one-dimensional tokens with kernel 1.
   *
   * @param tokens [N, T, in]
   */
  Value tokenProjection(String name, Value tokens, int in, int out) {
    Value weight = weights.pointwise(name + ".weight", torso, out, in);
    Value bias = weights.plain(name + ".bias", torso, out);
    return method.evaluate("torch.linear(%s, %s, %s)", tokens, weight, bias);
  }

  /** GroupNorm32: 32 groups, computed in fp32. */
  FeatureMap groupNorm(String name, FeatureMap x) {
    Value weight = weights.plain(name + ".weight", Precision.FP32, x.channels());
    Value bias = weights.plain(name + ".bias", Precision.FP32, x.channels());
    return x.with(groupNorm(x.value(), weight, bias));
  }

  Value groupNorm(String name, Value x, int channels) {
    return groupNorm(name, new FeatureMap(x, channels)).value();
  }

  private Value groupNorm(Value x, Value weight, Value bias) {
    Value wide =
        torso.isHalf() ? method.evaluate("torch.to(%s, %d)", x, Precision.FP32.scalarType()) : x;
    Value y =
        method.evaluate(
            "torch.group_norm(%s, %d, %s, %s, %s, True)", wide, GROUPS, weight, bias, EPSILON);
    return torso.isHalf() ? method.evaluate("torch.to(%s, %d)", y, torso.scalarType()) : y;
  }

  /** An embedding [M, C] in fp32, to be broadcast over feature maps: [M, C, 1, 1]. */
  Value perChannel(Value embedding) {
    return method.evaluate(
        "torch.to(torch.unsqueeze(torch.unsqueeze(%s, 2), 3), %d)", embedding, torso.scalarType());
  }

  FeatureMap silu(FeatureMap x) {
    return x.with(silu(x.value()));
  }

  Value silu(Value x) {
    return method.evaluate("torch.silu(%s)", x);
  }

  FeatureMap add(FeatureMap x, FeatureMap y) {
    return x.with(method.evaluate("torch.add(%s, %s)", x.value(), y.value()));
  }

  FeatureMap concatenate(FeatureMap x, FeatureMap y) {
    Value joined = method.evaluate("torch.cat([%s, %s], 1)", x.value(), y.value());
    return new FeatureMap(joined, x.channels() + y.channels());
  }

  FeatureMap averagePool(FeatureMap x) {
    return x.with(method.evaluate("torch.avg_pool2d(%s, [2, 2], [2, 2])", x.value()));
  }

  /** Each pixel becomes two by two. */
  FeatureMap enlarge(FeatureMap x) {
    return x.with(method.evaluate("torch.upsample_nearest2d(%s, None, [2., 2.])", x.value()));
  }
}
