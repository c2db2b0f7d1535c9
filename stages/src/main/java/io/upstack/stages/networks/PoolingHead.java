package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;
import java.util.List;
import java.util.stream.Collectors;

/** The four ways EncoderUNetModel turns features into logits (guided_diffusion/unet.py). */
final class PoolingHead {
  private static final int HIDDEN = 2048;

  private final ClassifierArchitecture architecture;
  private final Layers layers;
  private final Weights weights;
  private final MethodBuilder method;

  PoolingHead(ClassifierArchitecture architecture, Layers layers, Weights weights) {
    this.architecture = architecture;
    this.layers = layers;
    this.weights = weights;
    this.method = layers.method();
  }

  /**
   * Writes the head.
   *
   * @param outputs the outputs of every input block, followed by that of the middle block
   * @return logits [N, classes]
   */
  Value write(List<FeatureMap> outputs) {
    FeatureMap last = outputs.get(outputs.size() - 1);
    return switch (architecture.pool()) {
      case ADAPTIVE -> adaptive(last);
      case ATTENTION -> attention(last);
      case SPATIAL -> spatial(outputs);
      case SPATIAL_V2 -> spatialV2(outputs);
    };
  }

  private Value adaptive(FeatureMap x) {
    FeatureMap h = activated(x);
    FeatureMap mean = h.resized(method.evaluate("torch.mean(%s, [2, 3], True)", h.value()), 1);
    return method.evaluate(
        "torch.flatten(%s, 1)",
        layers.convolution("out.3", mean, architecture.classes(), 1, 1).value());
  }

  /** Writes AttentionPool2d: the mean attends to all positions, and its output is projected. */
  private Value attention(FeatureMap x) {
    FeatureMap h = activated(x);
    int channels = h.channels();
    int side = architecture.encoder().imageSize() >> (architecture.encoder().levels() - 1);
    Value positional =
        weights.plain("out.2.positional_embedding", Precision.FP32, channels, side * side + 1);
    Value positions = method.evaluate("torch.flatten(%s, 2)", h.value());
    Value mean = method.evaluate("torch.mean(%s, [-1], True)", positions);
    Value tokens =
        method.evaluate(
            "torch.transpose(torch.add(torch.cat([%s, %s], -1), %s), 1, 2)",
            mean, positions, positional);
    Value projected =
        layers.tokenProjection("out.2.qkv_proj", tokens, side * side + 1, channels, 3 * channels);
    layers.operations().attention(side * side + 1, channels);
    int heads = channels / architecture.encoder().heads().numHeadChannels();
    Value attended =
        AttentionBlock.attend(
            method, projected, channels, heads, AttentionOrder.QUERY_KEY_VALUE_FIRST);
    Value first = method.evaluate("torch.select(%s, 1, 0)", attended);
    return layers.tokenProjection("out.2.c_proj", first, 1, channels, architecture.classes());
  }

  private Value spatial(List<FeatureMap> outputs) {
    Value hidden = layers.linear("out.0", means(outputs), width(outputs), HIDDEN);
    Value activated = method.evaluate("torch.relu(%s)", hidden);
    return layers.linear("out.2", activated, HIDDEN, architecture.classes());
  }

  private Value spatialV2(List<FeatureMap> outputs) {
    Value hidden = layers.linear("out.0", means(outputs), width(outputs), HIDDEN);
    Value normalized = layers.normalize("out.1", hidden, HIDDEN);
    return layers.linear("out.3", layers.silu(normalized), HIDDEN, architecture.classes());
  }

  private FeatureMap activated(FeatureMap x) {
    return layers.normalizeAndActivate("out.0", layers.toFp32(x));
  }

  private Value means(List<FeatureMap> outputs) {
    String means =
        outputs.stream()
            .map(output -> layers.toFp32(output).value())
            .map(value -> method.evaluate("torch.mean(%s, [2, 3])", value).toString())
            .collect(Collectors.joining(", "));
    return method.evaluate("torch.cat([%s], -1)", means);
  }

  private static int width(List<FeatureMap> outputs) {
    return outputs.stream().mapToInt(FeatureMap::channels).sum();
  }
}
