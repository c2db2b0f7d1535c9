package io.upstack.stages.models;

import io.upstack.proto.Generation;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.networks.Precision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The precision of the torsos of a stack: half precision on a GPU if the flags of a model ask for
 * it (use_fp16, classifier_use_fp16), otherwise fp32.
 */
public final class RunPrecision {
  private RunPrecision() {}

  /**
   * Returns the precision as it is recorded: {@code fp16} if the torso of any network uses it.
   *
   * @param device the device as the configuration names it
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
