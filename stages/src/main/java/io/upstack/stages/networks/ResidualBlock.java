package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/** A residual block conditioned on an embedding (ResBlock of guided_diffusion/unet.py). */
final class ResidualBlock {
  /** What a block does to the resolution of its input. */
  enum Resampling {
    NONE,
    UP,
    DOWN
  }

  private final Layers layers;
  private final UNetArchitecture architecture;
  private final Value activatedEmbedding;

  /**
   * @param activatedEmbedding SiLU of the embedding, [N, 4 * modelChannels] or [1, ...]
   */
  ResidualBlock(Layers layers, UNetArchitecture architecture, Value activatedEmbedding) {
    this.layers = layers;
    this.architecture = architecture;
    this.activatedEmbedding = activatedEmbedding;
  }

  FeatureMap write(String name, FeatureMap x, int out, Resampling resampling) {
    FeatureMap h = layers.silu(layers.groupNorm(name + ".in_layers.0", x));
    h = resample(h, resampling);
    h = layers.convolution(name + ".in_layers.2", h, out, 3, 1);
    h = condition(name, h);
    h = layers.convolution(name + ".out_layers.3", layers.silu(h), out, 3, 1);
    FeatureMap skip = resample(x, resampling);
    if (x.channels() != out) {
      skip = layers.convolution(name + ".skip_connection", skip, out, 1, 1);
    }
    return layers.add(skip, h);
  }

  private FeatureMap condition(String name, FeatureMap h) {
    int width = architecture.useScaleShiftNorm() ? 2 * h.channels() : h.channels();
    Value embedding =
        layers.linear(
            name + ".emb_layers.1", activatedEmbedding, architecture.embeddingChannels(), width);
    Value broadcast = layers.perChannel(embedding);
    if (!architecture.useScaleShiftNorm()) {
      FeatureMap sum = h.with(layers.method().evaluate("torch.add(%s, %s)", h.value(), broadcast));
      return layers.groupNorm(name + ".out_layers.0", sum);
    }
    MethodBuilder method = layers.method();
    Value scale = method.evaluate("torch.slice(%s, 1, 0, %d)", broadcast, h.channels());
    Value shift = method.evaluate("torch.slice(%s, 1, %d, %d)", broadcast, h.channels(), width);
    FeatureMap normalized = layers.groupNorm(name + ".out_layers.0", h);
    Value factor = method.evaluate("torch.add(%s, 1)", scale);
    return h.with(method.evaluate("torch.addcmul(%s, %s, %s)", shift, normalized.value(), factor));
  }

  private FeatureMap resample(FeatureMap x, Resampling resampling) {
    return switch (resampling) {
      case NONE -> x;
      case UP -> layers.enlarge(x);
      case DOWN -> layers.averagePool(x);
    };
  }
}
