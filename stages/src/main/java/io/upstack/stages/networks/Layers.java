package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * The layers of a network, written into one method of a program. Feature maps are [N, C, H, W]
 * values in channels-last memory, which convolutions and attention take without copies.
 */
final class Layers {
  private final MethodBuilder method;
  private final Weights weights;
  private final Precision torso;
  private final boolean recordsGradients;

  private Layers(MethodBuilder method, Weights weights, Precision torso, boolean recordsGradients) {
    this.method = method;
    this.weights = weights;
    this.torso = torso;
    this.recordsGradients = recordsGradients;
  }

  /** Returns layers that may overwrite their inputs. */
  static Layers forInference(MethodBuilder method, Weights weights, Precision torso) {
    return new Layers(method, weights, torso, false);
  }

  /** Returns layers that keep their intermediate values, so that gradients can be taken. */
  static Layers forGradients(MethodBuilder method, Weights weights, Precision torso) {
    return new Layers(method, weights, torso, true);
  }

  MethodBuilder method() {
    return method;
  }

  /** Returns the same layers with fp32 output, for the parts outside the torso. */
  Layers fp32() {
    return new Layers(method, weights, Precision.FP32, recordsGradients);
  }

  /** Converts the input of a network, [N, C, H, W], to the torso's feature map. */
  FeatureMap input(Value x, int channels, int size) {
    Value cast = method.evaluate("torch.to(%s, %d)", x, torso.scalarType());
    return new FeatureMap(
        method.evaluate("torch.contiguous(%s, memory_format=2)", cast), channels, size);
  }

  FeatureMap toFp32(FeatureMap x) {
    return x.with(method.evaluate("torch.to(%s, %d)", x.value(), Precision.FP32.scalarType()));
  }

  /**
   * Applies a convolution with an odd kernel that keeps the size of its input, or halves it with
   * stride 2.
   */
  FeatureMap convolution(String name, FeatureMap x, int out, int kernel, int stride) {
    Value weight = weights.convolution(name + ".weight", torso, out, x.channels(), kernel, kernel);
    Value bias = weights.plain(name + ".bias", torso, out);
    int padding = kernel / 2;
    Value y =
        method.evaluate(
            "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)",
            x.value(), weight, bias, stride, stride, padding, padding);
    FeatureMap result = new FeatureMap(y, out, (x.size() + stride - 1) / stride);
    weights.operations().weighted((long) kernel * kernel * x.channels(), out, result.positions());
    return result;
  }

  /** Applies a linear layer to {@code x} [..., in] in fp32, as guided-diffusion does. */
  Value linear(String name, Value x, int in, int out) {
    Value weight = weights.plain(name + ".weight", Precision.FP32, out, in);
    Value bias = weights.plain(name + ".bias", Precision.FP32, out);
    weights.operations().weighted(in, out, 1);
    return method.evaluate("torch.linear(%s, %s, %s)", x, weight, bias);
  }

  /**
   * Applies a convolution with kernel 1 to one-dimensional tokens.
   *
   * @param tokens [N, T, in]
   * @param count the number T of tokens
   */
  Value tokenProjection(String name, Value tokens, int count, int in, int out) {
    Value weight = weights.pointwise(name + ".weight", torso, out, in);
    Value bias = weights.plain(name + ".bias", torso, out);
    weights.operations().weighted(in, out, count);
    return method.evaluate("torch.linear(%s, %s, %s)", tokens, weight, bias);
  }

  /** Applies GroupNorm32, then SiLU. */
  FeatureMap normalizeAndActivate(String name, FeatureMap x) {
    GroupNormalization normalization = new GroupNormalization(method, torso);
    return activated(normalization.apply(x, normParameters(name, x.channels())));
  }

  /**
   * Applies GroupNorm32, then a feature-wise scale and shift, then SiLU.
   *
   * @param scaleAndShift [M, 2 * channels] fp32, where M is N or 1
   */
  FeatureMap normalizeModulateAndActivate(String name, FeatureMap x, Value scaleAndShift) {
    GroupNormalization normalization = new GroupNormalization(method, torso);
    AffineParameters parameters = normParameters(name, x.channels());
    return activated(normalization.applyModulated(x, parameters, scaleAndShift));
  }

  /** Applies GroupNorm32 without an activation. */
  FeatureMap normalize(String name, FeatureMap x) {
    return new GroupNormalization(method, torso).apply(x, normParameters(name, x.channels()));
  }

  /** Applies GroupNorm32 to vectors [N, channels]. */
  Value normalize(String name, Value x, int channels) {
    AffineParameters parameters = normParameters(name, channels);
    return method.evaluate(
        "torch.group_norm(%s, %d, %s, %s, %s, True)",
        x,
        GroupNormalization.GROUPS,
        parameters.weight(),
        parameters.bias(),
        GroupNormalization.EPSILON);
  }

  private AffineParameters normParameters(String name, int channels) {
    return new AffineParameters(
        weights.plain(name + ".weight", Precision.FP32, channels),
        weights.plain(name + ".bias", Precision.FP32, channels));
  }

  private FeatureMap activated(FeatureMap x) {
    return x.with(method.evaluate("torch.%s(%s)", inPlace("silu"), x.value()));
  }

  private String inPlace(String operator) {
    return recordsGradients ? operator : operator + "_";
  }

  /** Adds an fp32 embedding [M, C] at every position. */
  FeatureMap addEmbedding(FeatureMap x, Value embedding) {
    Value sum =
        method.evaluate(
            "torch.add(%s, torch.to(torch.unsqueeze(%s, 1), %d))",
            x.tokens(method), embedding, torso.scalarType());
    return x.ofTokens(method, sum);
  }

  OperationCount operations() {
    return weights.operations();
  }

  Value silu(Value x) {
    return method.evaluate("torch.silu(%s)", x);
  }

  /** Returns the sum. It replaces {@code x} in memory if no gradient needs {@code x}. */
  FeatureMap addTo(FeatureMap x, FeatureMap y) {
    return x.with(method.evaluate("torch.%s(%s, %s)", inPlace("add"), x.value(), y.value()));
  }

  FeatureMap concatenate(FeatureMap x, FeatureMap y) {
    Value joined = method.evaluate("torch.cat([%s, %s], 1)", x.value(), y.value());
    return new FeatureMap(joined, x.channels() + y.channels(), x.size());
  }

  FeatureMap averagePool(FeatureMap x) {
    return x.resized(
        method.evaluate("torch.avg_pool2d(%s, [2, 2], [2, 2])", x.value()), x.size() / 2);
  }

  /** Enlarges each pixel to two by two pixels. */
  FeatureMap enlarge(FeatureMap x) {
    return x.resized(
        method.evaluate("torch.upsample_nearest2d(%s, None, [2., 2.])", x.value()), 2 * x.size());
  }
}
