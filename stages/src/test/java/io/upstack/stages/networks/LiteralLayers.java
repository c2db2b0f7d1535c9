package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.Value;
import java.util.Arrays;
import java.util.List;

/**
 * The layers of guided_diffusion/unet.py and nn.py, one call of PyTorch for each of the original's,
 * in NCHW memory and fp32: slow, and plain to compare with the original.
 */
final class LiteralLayers {
  private final ProgramBuilder program;
  private final MethodBuilder method;
  private final Parameters parameters = new RandomParameters();

  LiteralLayers(ProgramBuilder program, MethodBuilder method) {
    this.program = program;
    this.method = method;
  }

  MethodBuilder method() {
    return method;
  }

  Value weight(String name, long... shape) {
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    return program.tensor(name, parameters.get(name, dimensions, ElementType.FLOAT32));
  }

  Value convolution(String name, Value x, int in, int out, int kernel, int stride) {
    return method.evaluate(
        "torch.conv2d(%s, %s, %s, [%d, %d], [%d, %d], [1, 1], 1)",
        x,
        weight(name + ".weight", out, in, kernel, kernel),
        weight(name + ".bias", out),
        stride,
        stride,
        kernel / 2,
        kernel / 2);
  }

  /** conv_nd(1, in, out, 1) of [N, in, T]. */
  Value pointwise(String name, Value x, int in, int out) {
    return method.evaluate(
        "torch.conv1d(%s, %s, %s, [1], [0], [1], 1)",
        x, weight(name + ".weight", out, in, 1), weight(name + ".bias", out));
  }

  Value linear(String name, Value x, int in, int out) {
    return method.evaluate(
        "torch.linear(%s, %s, %s)",
        x, weight(name + ".weight", out, in), weight(name + ".bias", out));
  }

  Value groupNorm(String name, Value x, int channels) {
    return method.evaluate(
        "torch.group_norm(%s, 32, %s, %s, 1.0000000000000001e-05, False)",
        x, weight(name + ".weight", channels), weight(name + ".bias", channels));
  }

  Value silu(Value x) {
    return method.evaluate("torch.mul(%s, torch.sigmoid(%s))", x, x);
  }

  Value add(Value x, Value y) {
    return method.evaluate("torch.add(%s, %s)", x, y);
  }

  Value embedding(Value timesteps, int channels) {
    int half = channels / 2;
    Value frequencies =
        method.evaluate(
            "torch.exp(torch.div(torch.mul(torch.arange(0, %d, dtype=6), %s), %d))",
            half, -Math.log(10000), half);
    Value angles =
        method.evaluate(
            "torch.mul(torch.unsqueeze(torch.to(%s, 6), 1), torch.unsqueeze(%s, 0))",
            timesteps, frequencies);
    Value both = method.evaluate("torch.cat([torch.cos(%s), torch.sin(%s)], -1)", angles, angles);
    if (channels % 2 == 1) {
      both =
          method.evaluate(
              "torch.cat([%s, torch.zeros_like(torch.slice(%s, 1, 0, 1))], -1)", both, both);
    }
    Value hidden = linear("time_embed.0", both, channels, 4 * channels);
    return linear("time_embed.2", silu(hidden), 4 * channels, 4 * channels);
  }

  Value residual(
      String name,
      Value x,
      int in,
      int out,
      Value embedding,
      UNetArchitecture architecture,
      String resampling) {
    Value h = silu(groupNorm(name + ".in_layers.0", x, in));
    Value skip = x;
    if (!resampling.isEmpty()) {
      h = resampled(h, resampling);
      skip = resampled(skip, resampling);
    }
    h = convolution(name + ".in_layers.2", h, in, out, 3, 1);
    int width = architecture.useScaleShiftNorm() ? 2 * out : out;
    Value conditions =
        linear(name + ".emb_layers.1", silu(embedding), architecture.embeddingChannels(), width);
    conditions = method.evaluate("torch.unsqueeze(torch.unsqueeze(%s, -1), -1)", conditions);
    if (architecture.useScaleShiftNorm()) {
      List<Value> parts = method.evaluateTuple(2, "torch.chunk(%s, 2, 1)", conditions);
      Value normalized = groupNorm(name + ".out_layers.0", h, out);
      h =
          method.evaluate(
              "torch.add(torch.mul(%s, torch.add(%s, 1)), %s)",
              normalized, parts.get(0), parts.get(1));
    } else {
      h = groupNorm(name + ".out_layers.0", add(h, conditions), out);
    }
    h = convolution(name + ".out_layers.3", silu(h), out, out, 3, 1);
    if (in != out) {
      skip = convolution(name + ".skip_connection", skip, in, out, 1, 1);
    }
    return add(skip, h);
  }

  Value resampled(Value x, String direction) {
    return direction.equals("up")
        ? method.evaluate("torch.upsample_nearest2d(%s, None, [2., 2.])", x)
        : method.evaluate("torch.avg_pool2d(%s, [2, 2], [2, 2])", x);
  }

  Value attentionBlock(String name, Value x, int channels, int heads, AttentionOrder order) {
    Value flat = method.evaluate("torch.flatten(%s, 2)", x);
    Value normalized = groupNorm(name + ".norm", flat, channels);
    Value qkv = pointwise(name + ".qkv", normalized, channels, 3 * channels);
    Value attended = attention(qkv, channels, heads, order);
    Value h = pointwise(name + ".proj_out", attended, channels, channels);
    return method.evaluate("torch.reshape(torch.add(%s, %s), torch.size(%s))", flat, h, x);
  }

  /** QKVAttentionLegacy and QKVAttention: [N, 3 * channels, T] to [N, channels, T]. */
  Value attention(Value qkv, int channels, int heads, AttentionOrder order) {
    int width = channels / heads;
    List<Value> parts =
        switch (order) {
          case HEADS_FIRST ->
              method.evaluateTuple(
                  3,
                  "torch.split(torch.reshape(%s, [-1, %d, torch.size(%s, 2)]), %d, 1)",
                  qkv,
                  3 * width,
                  qkv,
                  width);
          case QUERY_KEY_VALUE_FIRST -> separated(qkv, width);
        };
    String scale = Double.toString(1 / Math.sqrt(Math.sqrt(width)));
    Value weights =
        method.evaluate(
            "torch.softmax(torch.einsum(\"bct,bcs->bts\","
                + " [torch.mul(%s, %s), torch.mul(%s, %s)]), -1)",
            parts.get(0), scale, parts.get(1), scale);
    return method.evaluate(
        "torch.reshape(torch.einsum(\"bts,bcs->bct\", [%s, %s]), [-1, %d, torch.size(%s, 2)])",
        weights, parts.get(2), channels, qkv);
  }

  private List<Value> separated(Value qkv, int width) {
    return method.evaluateTuple(3, "torch.chunk(%s, 3, 1)", qkv).stream()
        .map(
            part ->
                method.evaluate(
                    "torch.reshape(%s, [-1, %d, torch.size(%s, 2)])", part, width, part))
        .toList();
  }
}
