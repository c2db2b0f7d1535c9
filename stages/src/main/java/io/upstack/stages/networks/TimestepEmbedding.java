package io.upstack.stages.networks;

import io.upstack.stages.programs.MethodBuilder;
import io.upstack.stages.programs.Value;

/**
 * Writes the sinusoidal embeddings of timesteps and the perceptron that follows them
 * (guided_diffusion/nn.py).
 */
final class TimestepEmbedding {
  private static final double MAXIMUM_PERIOD = 10000;

  private TimestepEmbedding() {}

  /**
   * Returns the embedding [M, 4 * modelChannels] of timesteps [M].
   *
   * @param timesteps timesteps of any type; they may be fractional
   */
  static Value write(Layers layers, Value timesteps, int modelChannels) {
    MethodBuilder method = layers.method();
    int half = modelChannels / 2;
    Value indices =
        method.evaluate("torch.arange(0, %d, dtype=6, device=%s.device)", half, timesteps);
    Value exponents =
        method.evaluate(
            "torch.div(torch.mul(%s, %s), %d)", indices, -Math.log(MAXIMUM_PERIOD), half);
    Value angles =
        method.evaluate(
            "torch.mul(torch.unsqueeze(torch.to(%s, 6), 1), torch.unsqueeze(torch.exp(%s), 0))",
            timesteps, exponents);
    Value embedding =
        method.evaluate("torch.cat([torch.cos(%s), torch.sin(%s)], -1)", angles, angles);
    if (modelChannels % 2 == 1) {
      embedding = method.evaluate("torch.constant_pad_nd(%s, [0, 1])", embedding);
    }
    int width = 4 * modelChannels;
    Value hidden = layers.linear("time_embed.0", embedding, modelChannels, width);
    return layers.linear("time_embed.2", layers.silu(hidden), width, width);
  }
}
