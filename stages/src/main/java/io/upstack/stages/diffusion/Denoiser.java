package io.upstack.stages.diffusion;

import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.Optional;

/**
 * All that determines the sampling program of a stage, but for the weights.
 *
 * @param unet the denoising network; of 6 input channels where it is conditioned on an image
 * @param precision of the network's torso
 * @param process the respaced diffusion process
 * @param options how a step is taken
 * @param guidance by a classifier, if any
 */
public record Denoiser(
    UNetArchitecture unet,
    Precision precision,
    DiffusionProcess process,
    SamplerOptions options,
    Optional<ClassifierGuidance> guidance) {
  /** Channels of an image. */
  public static final int IMAGE_CHANNELS = 3;

  /** Whether the network is conditioned on a low-resolution image. */
  public boolean isUpsampler() {
    return unet.inChannels() == 2 * IMAGE_CHANNELS;
  }

  /** Whether a step takes labels: for the network, for guidance, or for both. */
  public boolean takesLabels() {
    return unet.numClasses().isPresent() || guidance.isPresent();
  }

  /** Whether a step draws noise. */
  public boolean isStochastic() {
    return options.method().isStochastic();
  }
}
