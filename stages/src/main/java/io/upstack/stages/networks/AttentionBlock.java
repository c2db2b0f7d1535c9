package io.upstack.stages.networks;

import static java.util.Locale.ROOT;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/** Self-attention over spatial positions (AttentionBlock of guided_diffusion/unet.py). */
final class AttentionBlock {
  private AttentionBlock() {}

  static FeatureMap write(
      Layers layers, String name, FeatureMap x, int heads, AttentionOrder order) {
    MethodBuilder method = layers.method();
    int channels = x.channels();
    Value tokens = layers.normalize(name + ".norm", x).tokens(method);
    Value projected =
        layers.tokenProjection(name + ".qkv", tokens, x.positions(), channels, 3 * channels);
    layers.operations().attention(x.positions(), channels);
    Value attended = attend(method, projected, channels, heads, order);
    Value result =
        layers.tokenProjection(name + ".proj_out", attended, x.positions(), channels, channels);
    return layers.addTo(x.ofTokens(method, result), x);
  }

  /**
   * Computes attention with scale 1 / sqrt(head width).
   *
   * @param projected [N, T, 3 * channels]
   * @return [N, T, channels]
   */
  static Value attend(
      MethodBuilder method, Value projected, int channels, int heads, AttentionOrder order) {
    int width = channels / heads;
    String sizes =
        switch (order) {
          case HEADS_FIRST -> String.format(ROOT, "%d, 3, %d", heads, width);
          case QUERY_KEY_VALUE_FIRST -> String.format(ROOT, "3, %d, %d", heads, width);
        };
    int part =
        switch (order) {
          case HEADS_FIRST -> 3;
          case QUERY_KEY_VALUE_FIRST -> 2;
        };
    Value parts =
        method.evaluate(
            "torch.reshape(%s, [torch.size(%s, 0), -1, %s])", projected, projected, sizes);
    Value query = head(method, parts, part, 0);
    Value key = head(method, parts, part, 1);
    Value value = head(method, parts, part, 2);
    Value attended =
        method.evaluate("torch.scaled_dot_product_attention(%s, %s, %s)", query, key, value);
    return method.evaluate("torch.flatten(torch.transpose(%s, 1, 2), 2)", attended);
  }

  /** Returns the query, the key or the value as [N, heads, T, width]. */
  private static Value head(MethodBuilder method, Value parts, int dimension, int index) {
    return method.evaluate(
        "torch.transpose(torch.select(%s, %d, %d), 1, 2)", parts, dimension, index);
  }
}
