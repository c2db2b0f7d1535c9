package io.upstack.stages.networks;

import io.upstack.stages.networks.ResidualBlock.Resampling;
import io.upstack.stages.programs.Value;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** The output blocks of UNetModel (guided_diffusion/unet.py). */
final class Decoder {
  private final Layers layers;
  private final UNetArchitecture architecture;
  private final ResidualBlock residual;

  Decoder(Layers layers, UNetArchitecture architecture, Value activatedEmbedding) {
    this.layers = layers;
    this.architecture = architecture;
    this.residual = new ResidualBlock(layers, architecture, activatedEmbedding);
  }

  /**
   * @param x output of the middle block
   * @param skips outputs of the input blocks, in order
   */
  FeatureMap outputBlocks(FeatureMap x, List<FeatureMap> skips) {
    Deque<FeatureMap> remaining = new ArrayDeque<>(skips);
    FeatureMap h = x;
    int downsampling = 1 << (architecture.levels() - 1);
    int index = 0;
    for (int level = architecture.levels() - 1; level >= 0; level--) {
      for (int block = 0; block <= architecture.numResBlocks(); block++) {
        String name = "output_blocks." + index++;
        int next = 0;
        h = layers.concatenate(h, remaining.removeLast());
        h = residual.write(name + "." + next++, h, architecture.channels(level), Resampling.NONE);
        if (architecture.attendsAt(downsampling)) {
          h = attention(name + "." + next++, h);
        }
        if (level > 0 && block == architecture.numResBlocks()) {
          h = enlarge(name + "." + next, h);
          downsampling /= 2;
        }
      }
    }
    return h;
  }

  private FeatureMap enlarge(String name, FeatureMap x) {
    if (architecture.resblockUpdown()) {
      return residual.write(name, x, x.channels(), Resampling.UP);
    }
    return layers.convolution(name + ".conv", layers.enlarge(x), x.channels(), 3, 1);
  }

  private FeatureMap attention(String name, FeatureMap x) {
    int heads = architecture.heads().outputHeads(x.channels());
    return AttentionBlock.write(layers, name, x, heads, architecture.heads().order());
  }
}
