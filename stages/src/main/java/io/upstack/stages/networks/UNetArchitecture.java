package io.upstack.stages.networks;

import java.util.List;
import java.util.OptionalInt;

/**
 * What determines a UNet's tensors and arithmetic: the arguments of guided-diffusion's UNetModel
 * (guided_diffusion/unet.py).
 *
 * @param imageSize of the square input, in pixels; only the attention resolutions refer to it
 * @param inChannels of the input: 3, or 6 for a super-resolution model
 * @param modelChannels base channel count (num_channels)
 * @param outChannels 3, or 6 with a learned variance
 * @param numResBlocks residual blocks a level
 * @param attentionDownsampling rates at which attention takes place (image size over resolution)
 * @param channelMult multiplier of each level
 * @param numClasses for a class-conditional model
 * @param heads how attention is split
 * @param useScaleShiftNorm whether the embedding scales and shifts after normalisation (FiLM), or
 *     is added before
 * @param resblockUpdown whether residual blocks, or plain convolutions, change the resolution
 */
public record UNetArchitecture(
    int imageSize,
    int inChannels,
    int modelChannels,
    int outChannels,
    int numResBlocks,
    List<Integer> attentionDownsampling,
    List<Double> channelMult,
    OptionalInt numClasses,
    AttentionHeads heads,
    boolean useScaleShiftNorm,
    boolean resblockUpdown) {

  public UNetArchitecture {
    attentionDownsampling = List.copyOf(attentionDownsampling);
    channelMult = List.copyOf(channelMult);
  }

  /** Channels of a level: {@code int(mult * model_channels)}. */
  public int channels(int level) {
    return (int) (channelMult.get(level) * modelChannels);
  }

  public int levels() {
    return channelMult.size();
  }

  /** Width of the time and label embeddings. */
  public int embeddingChannels() {
    return 4 * modelChannels;
  }

  boolean attendsAt(int downsampling) {
    return attentionDownsampling.contains(downsampling);
  }
}
