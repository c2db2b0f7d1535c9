package io.upstack.stages.networks;

import java.util.List;
import java.util.OptionalInt;

/**
 * The arguments of guided-diffusion's UNetModel (guided_diffusion/unet.py), which determine a
 * UNet's tensors and arithmetic.
 *
 * @param imageSize size of the square input in pixels; only the attention resolutions refer to it
 * @param inChannels number of input channels: 3, or 6 for a super-resolution model
 * @param modelChannels base channel count (num_channels)
 * @param outChannels 3, or 6 with a learned variance
 * @param numResBlocks number of residual blocks per level
 * @param attentionDownsampling downsampling rates (image size over resolution) at which attention
 *     is applied
 * @param channelMult multiplier of each level
 * @param numClasses number of classes of a class-conditional model
 * @param heads how attention is split into heads
 * @param useScaleShiftNorm whether the embedding scales and shifts after normalization (FiLM) or is
 *     added before it
 * @param resblockUpdown whether residual blocks change the resolution, rather than plain
 *     convolutions
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

  /** Returns the number of channels of a level: {@code int(mult * model_channels)}. */
  public int channels(int level) {
    return (int) (channelMult.get(level) * modelChannels);
  }

  public int levels() {
    return channelMult.size();
  }

  /** Returns the width of the time and label embeddings. */
  public int embeddingChannels() {
    return 4 * modelChannels;
  }

  boolean attendsAt(int downsampling) {
    return attentionDownsampling.contains(downsampling);
  }
}
