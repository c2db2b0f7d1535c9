package io.upstack.stages.models;

import io.upstack.proto.Generation;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.networks.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the torsos of a stack compute in: in half precision on a GPU where the flags of a model say
 * so (use_fp16, classifier_use_fp16), else in fp32.
 */
public final class RunPrecision {
  private RunPrecision() {}

  /**
   * As it is recorded: {@code fp16} if any network's torso is.
   *
   * @param device as in the configuration
   */
  public static String of(Generation generation, String device) {
    List<Precision> precisions = new ArrayList<>();
    if (generation.hasBase()) {
      Denoiser base = Denoisers.base(generation.getBase(), device);
      precisions.add(base.precision());
      base.guidance().map(ClassifierGuidance::precision).ifPresent(precisions::add);
    }
    if (generation.hasUpsampler()) {
      precisions.add(Denoisers.upsampler(generation.getUpsampler(), device).precision());
    }
    Precision recorded = precisions.contains(Precision.FP16) ? Precision.FP16 : Precision.FP32;
    return recorded.name().toLowerCase(Locale.ROOT);
  }
}
