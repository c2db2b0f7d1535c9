package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * GroupNorm32 of guided_diffusion/nn.py: 32 groups, computed in fp32.
 *
 * <p>It is written out over channels-last memory because libtorch's own kernel takes two thirds of
 * a UNet's time there when groups are a few channels wide. Moments are summed per channel, then per
 * group. The scale and shift of the affine part, and of a modulation, are combined into one
 * multiplication and one addition.
 */
final class GroupNormalization {
  static final int GROUPS = 32;
  static final String EPSILON = "1.0000000000000001e-05";

  private final MethodBuilder method;
  private final Precision torso;

  GroupNormalization(MethodBuilder method, Precision torso) {
    this.method = method;
    this.torso = torso;
  }

  FeatureMap apply(FeatureMap x, AffineParameters parameters) {
    Value tokens = wide(x);
    Scaling scaling = scaling(tokens, x.channels(), parameters);
    return scaled(x, tokens, scaling);
  }

  /**
   * Normalizes, then multiplies by 1 + scale and adds shift.
   *
   * @param scaleAndShift [M, 2 * channels] fp32
   */
  FeatureMap applyModulated(FeatureMap x, AffineParameters parameters, Value scaleAndShift) {
    Value tokens = wide(x);
    Scaling scaling = scaling(tokens, x.channels(), parameters);
    Value scale =
        method.evaluate("torch.add(torch.slice(%s, 1, 0, %d), 1)", scaleAndShift, x.channels());
    Value shift =
        method.evaluate(
            "torch.slice(%s, 1, %d, %d)", scaleAndShift, x.channels(), 2 * x.channels());
    Value factor = method.evaluate("torch.mul(%s, %s)", scaling.factor(), scale);
    Value offset = method.evaluate("torch.addcmul(%s, %s, %s)", shift, scaling.offset(), scale);
    return scaled(x, tokens, new Scaling(factor, offset));
  }

  private Value wide(FeatureMap x) {
    Value tokens = x.tokens(method);
    if (!torso.isHalf()) {
      return tokens;
    }
    return method.evaluate("torch.to(%s, %d)", tokens, Precision.FP32.scalarType());
  }

  /** Returns the factor and the offset for each channel of each sample, each [N, channels]. */
  private Scaling scaling(Value tokens, int channels, AffineParameters parameters) {
    Value sum = method.evaluate("torch.sum(%s, [1])", tokens);
    Value squares = method.evaluate("torch.sum(torch.mul(%s, %s), [1])", tokens, tokens);
    Value mean = groupMean(sum, tokens, channels);
    Value meanSquare = groupMean(squares, tokens, channels);
    Value variance =
        method.evaluate(
            "torch.clamp_min(torch.sub(%s, torch.mul(%s, %s)), 0)", meanSquare, mean, mean);
    Value deviation = method.evaluate("torch.rsqrt(torch.add(%s, %s))", variance, EPSILON);
    Value weight = grouped(parameters.weight(), channels);
    Value bias = grouped(parameters.bias(), channels);
    Value factor = method.evaluate("torch.mul(%s, %s)", weight, deviation);
    Value offset = method.evaluate("torch.sub(%s, torch.mul(%s, %s))", bias, mean, factor);
    return new Scaling(
        method.evaluate("torch.flatten(%s, 1)", factor),
        method.evaluate("torch.flatten(%s, 1)", offset));
  }

  /** Returns the mean of each group, [N, groups, 1], from sums over positions [N, channels]. */
  private Value groupMean(Value sums, Value tokens, int channels) {
    return method.evaluate(
        "torch.div(torch.sum(%s, [2], True), torch.mul(torch.size(%s, 1), %d))",
        grouped(sums, channels), tokens, channels / GROUPS);
  }

  private Value grouped(Value x, int channels) {
    return method.evaluate("torch.reshape(%s, [-1, %d, %d])", x, GROUPS, channels / GROUPS);
  }

  private FeatureMap scaled(FeatureMap x, Value tokens, Scaling scaling) {
    Value y =
        method.evaluate(
            "torch.addcmul(torch.unsqueeze(%s, 1), %s, torch.unsqueeze(%s, 1))",
            scaling.offset(), tokens, scaling.factor());
    Value narrow = torso.isHalf() ? method.evaluate("torch.to(%s, %d)", y, torso.scalarType()) : y;
    return x.ofTokens(method, narrow);
  }

  private record Scaling(Value factor, Value offset) {}
}
