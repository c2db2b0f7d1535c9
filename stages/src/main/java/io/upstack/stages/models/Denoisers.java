package io.upstack.stages.models;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Sampling;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.diffusion.NoiseSchedule;
import io.upstack.stages.diffusion.Prediction;
import io.upstack.stages.diffusion.SamplerOptions;
import io.upstack.stages.diffusion.SamplingMethod;
import io.upstack.stages.diffusion.VarianceType;
import io.upstack.stages.networks.Precision;
import java.util.Optional;

/**
 * Builds the samplers that a configuration describes, as create_gaussian_diffusion of
 * guided_diffusion/script_util.py and the scripts around it do. The configuration must have passed
 * {@link io.upstack.stages.configuration.ConfigurationValidator}.
 */
public final class Denoisers {
  private static final String CPU = "cpu";

  private Denoisers() {}

  /**
   * Returns the sampler of the first stage. It is guided if the stage has a classifier.
   *
   * @param device the device as the configuration names it: {@code cpu}, which computes in fp32
   *     only, or {@code cuda:N}
   */
  public static Denoiser base(BaseStage base, String device) {
    return new Denoiser(
        Architectures.of(base.getModel()),
        precision(base.getModel().getUseFp16(), device),
        process(base.getDiffusion()),
        options(base.getDiffusion(), base.getSampling(), base.getModel().getLearnSigma()),
        base.hasClassifier() ? Optional.of(guidance(base, device)) : Optional.empty());
  }

  /**
   * Returns the sampler of the second stage.
   *
   * @param device the device as the configuration names it: {@code cpu}, which computes in fp32
   *     only, or {@code cuda:N}
   */
  public static Denoiser upsampler(UpsamplerStage upsampler, String device) {
    return new Denoiser(
        Architectures.of(upsampler.getModel()),
        precision(upsampler.getModel().getUseFp16(), device),
        process(upsampler.getDiffusion()),
        options(
            upsampler.getDiffusion(),
            upsampler.getSampling(),
            upsampler.getModel().getLearnSigma()),
        Optional.empty());
  }

  /**
   * Returns the guidance by the classifier of a base stage.
   *
   * @param device the same device as in {@link #base}
   */
  public static ClassifierGuidance guidance(BaseStage base, String device) {
    Classifier classifier = base.getClassifier();
    return new ClassifierGuidance(
        Architectures.of(base),
        precision(classifier.getClassifierUseFp16(), device),
        classifier.getClassifierScale());
  }

  private static Precision precision(boolean half, String device) {
    return half && !device.equals(CPU) ? Precision.FP16 : Precision.FP32;
  }

  /** Returns the respaced diffusion process that a stage reverses. */
  public static DiffusionProcess process(Diffusion diffusion) {
    String flag = diffusion.getNoiseSchedule();
    NoiseSchedule schedule =
        NoiseSchedule.of(flag)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "noise_schedule is '%s', expected one of %s"
                            .formatted(flag, NoiseSchedule.flags())));
    return DiffusionProcess.of(
        schedule, diffusion.getDiffusionSteps(), diffusion.getTimestepRespacing());
  }

  private static SamplerOptions options(
      Diffusion diffusion, Sampling sampling, boolean learnSigma) {
    return new SamplerOptions(
        sampling.getUseDdim()
            ? new SamplingMethod.Ddim(sampling.getEta())
            : new SamplingMethod.Ddpm(),
        diffusion.getPredictXstart() ? Prediction.START_X : Prediction.EPSILON,
        variance(diffusion, learnSigma),
        sampling.getClipDenoised(),
        diffusion.getRescaleTimesteps(),
        sampling.hasTemperature() ? sampling.getTemperature() : 1);
  }

  private static VarianceType variance(Diffusion diffusion, boolean learnSigma) {
    if (learnSigma) {
      return VarianceType.LEARNED_RANGE;
    }
    return diffusion.getSigmaSmall() ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE;
  }
}
