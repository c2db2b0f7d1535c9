package io.upstack.stages.networks;

import io.upstack.stages.programs.Value;

/** A residual block conditioned on an embedding (ResBlock of guided_diffusion/unet.py). */
final class ResidualBlock {
  /** The change of resolution that a block makes. */
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
    FeatureMap h = layers.normalizeAndActivate(name + ".in_layers.0", x);
    h = resample(h, resampling);
    h = layers.convolution(name + ".in_layers.2", h, out, 3, 1);
    h = condition(name, h);
    h = layers.convolution(name + ".out_layers.3", h, out, 3, 1);
    FeatureMap skip = resample(x, resampling);
    if (x.channels() != out) {
      skip = layers.convolution(name + ".skip_connection", skip, out, 1, 1);
    }
    return layers.addTo(h, skip);
  }

  private FeatureMap condition(String name, FeatureMap h) {
    int width = architecture.useScaleShiftNorm() ? 2 * h.channels() : h.channels();
    Value embedding =
        layers.linear(
            name + ".emb_layers.1", activatedEmbedding, architecture.embeddingChannels(), width);
    String norm = name + ".out_layers.0";
    if (architecture.useScaleShiftNorm()) {
      return layers.normalizeModulateAndActivate(norm, h, embedding);
    }
    return layers.normalizeAndActivate(norm, layers.addEmbedding(h, embedding));
  }

  private FeatureMap resample(FeatureMap x, Resampling resampling) {
    return switch (resampling) {
      case NONE -> x;
      case UP -> layers.enlarge(x);
      case DOWN -> layers.averagePool(x);
    };
  }
}
