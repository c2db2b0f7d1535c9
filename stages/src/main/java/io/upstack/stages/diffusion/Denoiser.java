package io.upstack.stages.diffusion;

import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.Optional;

/**
 * Everything except the weights that determines the sampling program of a stage.
 *
 * @param unet the denoising network, which has 6 input channels if it is conditioned on an image
 * @param precision the precision of the network's torso
 * @param process the respaced diffusion process
 * @param options the way a step is taken
 * @param guidance the guidance by a classifier, if any
 */
public record Denoiser(
    UNetArchitecture unet,
    Precision precision,
    DiffusionProcess process,
    SamplerOptions options,
    Optional<ClassifierGuidance> guidance) {
  /** The number of channels of an image. */
  public static final int IMAGE_CHANNELS = 3;

  /** Returns whether the network is conditioned on a low-resolution image. */
  public boolean isUpsampler() {
    return unet.inChannels() == 2 * IMAGE_CHANNELS;
  }

  /** Returns whether a step takes labels, for the network, for guidance, or for both. */
  public boolean takesLabels() {
    return unet.numClasses().isPresent() || guidance.isPresent();
  }

  /** Returns whether a step draws noise. */
  public boolean isStochastic() {
    return options.method().isStochastic();
  }
}
