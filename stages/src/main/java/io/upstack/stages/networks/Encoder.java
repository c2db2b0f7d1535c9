package io.upstack.stages.networks;

import io.upstack.stages.networks.ResidualBlock.Resampling;
import io.upstack.stages.programs.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * The input and middle blocks, which UNetModel and EncoderUNetModel share
 * (guided_diffusion/unet.py).
 */
final class Encoder {
  private final Layers layers;
  private final UNetArchitecture architecture;
  private final ResidualBlock residual;

  /**
   * @param activatedEmbedding SiLU of the embedding of timesteps and labels
   */
  Encoder(Layers layers, UNetArchitecture architecture, Value activatedEmbedding) {
    this.layers = layers;
    this.architecture = architecture;
    this.residual = new ResidualBlock(layers, architecture, activatedEmbedding);
  }

  /** Returns the output of every input block, in order. */
  List<FeatureMap> inputBlocks(FeatureMap x) {
    List<FeatureMap> outputs = new ArrayList<>();
    FeatureMap h = layers.convolution("input_blocks.0.0", x, architecture.channels(0), 3, 1);
    outputs.add(h);
    int downsampling = 1;
    for (int level = 0; level < architecture.levels(); level++) {
      for (int block = 0; block < architecture.numResBlocks(); block++) {
        String name = "input_blocks." + outputs.size();
        h = residual.write(name + ".0", h, architecture.channels(level), Resampling.NONE);
        if (architecture.attendsAt(downsampling)) {
          h = attention(name + ".1", h);
        }
        outputs.add(h);
      }
      if (level < architecture.levels() - 1) {
        h = halve("input_blocks." + outputs.size() + ".0", h);
        outputs.add(h);
        downsampling *= 2;
      }
    }
    return outputs;
  }

  FeatureMap middleBlock(FeatureMap x) {
    FeatureMap h = residual.write("middle_block.0", x, x.channels(), Resampling.NONE);
    h = attention("middle_block.1", h);
    return residual.write("middle_block.2", h, x.channels(), Resampling.NONE);
  }

  private FeatureMap halve(String name, FeatureMap x) {
    if (architecture.resblockUpdown()) {
      return residual.write(name, x, x.channels(), Resampling.DOWN);
    }
    return layers.convolution(name + ".op", x, x.channels(), 3, 2);
  }

  private FeatureMap attention(String name, FeatureMap x) {
    int heads = architecture.heads().inputHeads(x.channels());
    return AttentionBlock.write(layers, name, x, heads, architecture.heads().order());
  }
}
