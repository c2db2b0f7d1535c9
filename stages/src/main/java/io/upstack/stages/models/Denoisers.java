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

/** The samplers that a validated configuration describes. */
public final class Denoisers {
  private static final String CPU = "cpu";

  private Denoisers() {}

  /**
   * @param device {@code cpu}, where everything is computed in fp32, or {@code cuda:N}
   */
  public static Denoiser base(BaseStage stage, String device) {
    Optional<ClassifierGuidance> guidance =
        stage.hasClassifier() ? Optional.of(guidance(stage, device)) : Optional.empty();
    return new Denoiser(
        Architectures.of(stage.getModel()),
        precision(stage.getModel().getUseFp16(), device),
        process(stage.getDiffusion()),
        options(stage.getDiffusion(), stage.getSampling(), stage.getModel().getLearnSigma()),
        guidance);
  }

  /**
   * @param device {@code cpu} or {@code cuda:N}
   */
  public static Denoiser upsampler(UpsamplerStage stage, String device) {
    return new Denoiser(
        Architectures.of(stage.getModel()),
        precision(stage.getModel().getUseFp16(), device),
        process(stage.getDiffusion()),
        options(stage.getDiffusion(), stage.getSampling(), stage.getModel().getLearnSigma()),
        Optional.empty());
  }

  private static ClassifierGuidance guidance(BaseStage stage, String device) {
    Classifier classifier = stage.getClassifier();
    return new ClassifierGuidance(
        Architectures.ofClassifier(stage),
        precision(classifier.getClassifierUseFp16(), device),
        classifier.getClassifierScale());
  }

  private static DiffusionProcess process(Diffusion flags) {
    return DiffusionProcess.of(
        NoiseSchedule.of(flags.getNoiseSchedule()).orElseThrow(),
        flags.getDiffusionSteps(),
        flags.getTimestepRespacing());
  }

  private static SamplerOptions options(Diffusion flags, Sampling sampling, boolean learnSigma) {
    return new SamplerOptions(
        sampling.getUseDdim()
            ? new SamplingMethod.Ddim(sampling.getEta())
            : new SamplingMethod.Ddpm(),
        flags.getPredictXstart() ? Prediction.START_X : Prediction.EPSILON,
        variance(flags, learnSigma),
        sampling.getClipDenoised(),
        flags.getRescaleTimesteps());
  }

  private static VarianceType variance(Diffusion flags, boolean learnSigma) {
    if (learnSigma) {
      return VarianceType.LEARNED_RANGE;
    }
    return flags.getSigmaSmall() ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE;
  }

  private static Precision precision(boolean half, String device) {
    return half && !device.equals(CPU) ? Precision.FP16 : Precision.FP32;
  }
}
