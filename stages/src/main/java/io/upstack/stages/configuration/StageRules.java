package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Diffusion;
import io.upstack.proto.Sampling;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.diffusion.NoiseSchedule;
import java.util.List;
import java.util.Optional;

/** Checks what must hold within one stage. */
final class StageRules {
  private static final List<String> SCHEDULES = List.of("linear", "cosine");
  private static final List<String> POOLS =
      List.of("attention", "adaptive", "spatial", "spatial_v2");

  /**
   * The largest number of steps, far beyond what is trained. The schedule is computed for every
   * step.
   */
  private static final int MOST_STEPS = 100_000;

  private StageRules() {}

  static void check(BaseStage base, FieldRules rules) {
    rules.present("model_path", !base.getModelPath().isEmpty());
    check(base.getModel(), AttentionRules.Unreached.REFUSED, rules.within("model"));
    check(base.getDiffusion(), rules.within("diffusion"));
    check(base.getSampling(), rules.within("sampling"));
    if (base.hasClassifier()) {
      FieldRules classifier = rules.within("classifier");
      classifier.present("classifier_path", !base.getClassifier().getClassifierPath().isEmpty());
      checkClassifier(base, AttentionRules.Unreached.REFUSED, classifier);
      checkSize(base, classifier);
    }
  }

  /** Checks the existing parts of a stage whose checkpoints are already known. */
  static void checkRecorded(BaseStage base, FieldRules rules) {
    if (base.hasModel()) {
      check(base.getModel(), AttentionRules.Unreached.PASSED_OVER, rules.within("model"));
    }
    if (base.hasDiffusion()) {
      check(base.getDiffusion(), rules.within("diffusion"));
    }
    if (base.hasSampling()) {
      check(base.getSampling(), rules.within("sampling"));
    }
    if (base.hasClassifier()) {
      checkClassifier(base, AttentionRules.Unreached.PASSED_OVER, rules.within("classifier"));
    }
  }

  /** Checks the existing parts of a stage whose checkpoint is already known. */
  static void checkRecorded(UpsamplerStage upsampler, FieldRules rules) {
    if (upsampler.hasModel()) {
      check(upsampler.getModel(), AttentionRules.Unreached.PASSED_OVER, rules.within("model"));
    }
    if (upsampler.hasDiffusion()) {
      check(upsampler.getDiffusion(), rules.within("diffusion"));
    }
    if (upsampler.hasSampling()) {
      check(upsampler.getSampling(), rules.within("sampling"));
    }
  }

  private static void check(UNet model, AttentionRules.Unreached resolutions, FieldRules rules) {
    NetworkRules.check(NetworkFlags.of(model), resolutions, rules);
    rules.atLeast("num_classes", 1, model.getNumClasses());
    checkDropout(model.getDropout(), rules);
  }

  private static void check(
      SuperResolution model, AttentionRules.Unreached resolutions, FieldRules rules) {
    NetworkRules.check(NetworkFlags.of(model), resolutions, rules);
    rules.atLeast("num_classes", 1, model.getNumClasses());
    checkDropout(model.getDropout(), rules);
  }

  static void check(UpsamplerStage upsampler, FieldRules rules) {
    rules.present("model_path", !upsampler.getModelPath().isEmpty());
    FieldRules model = rules.within("model");
    SuperResolution flags = upsampler.getModel();
    check(flags, AttentionRules.Unreached.REFUSED, model);
    boolean sized = model.atLeast("small_size", 1, flags.getSmallSize());
    if (sized && flags.getLargeSize() <= flags.getSmallSize()) {
      model.expected(
          "large_size",
          "more than small_size, which is " + flags.getSmallSize(),
          flags.getLargeSize());
    }
    check(upsampler.getDiffusion(), rules.within("diffusion"));
    check(upsampler.getSampling(), rules.within("sampling"));
  }

  private static void checkClassifier(
      BaseStage base, AttentionRules.Unreached resolutions, FieldRules rules) {
    Classifier classifier = base.getClassifier();
    NetworkRules.check(NetworkFlags.ofClassifier(base), resolutions, rules);
    if (!Double.isFinite(classifier.getClassifierScale())) {
      rules.expected("classifier_scale", "a finite number", classifier.getClassifierScale());
    }
    rules.oneOf("classifier_pool", POOLS, classifier.getClassifierPool());
    if (classifier.getClassifierPool().equals("attention")
        && classifier.getNumHeadChannels() == NetworkFlags.Attention.UNSET) {
      rules.expected("num_head_channels", "at least 1, for the attention pool", -1);
    }
    if (classifier.hasNumClasses()) {
      rules.atLeast("num_classes", 1, classifier.getNumClasses());
    }
  }

  private static void checkSize(BaseStage base, FieldRules rules) {
    int imageSize = base.getModel().getImageSize();
    Classifier classifier = base.getClassifier();
    if (classifier.hasImageSize() && classifier.getImageSize() != imageSize) {
      rules.expected(
          "image_size", "that of the base model, which is " + imageSize, classifier.getImageSize());
    }
  }

  private static void checkDropout(double dropout, FieldRules rules) {
    if (!(dropout >= 0 && dropout < 1)) {
      rules.expected("dropout", "at least 0 and less than 1", dropout);
    }
  }

  private static void check(Diffusion diffusion, FieldRules rules) {
    rules.oneOf("noise_schedule", SCHEDULES, diffusion.getNoiseSchedule());
    int steps = diffusion.getDiffusionSteps();
    if (!rules.atLeast("diffusion_steps", 1, steps)) {
      return;
    }
    if (steps > MOST_STEPS) {
      rules.expected("diffusion_steps", "at most " + MOST_STEPS, steps);
      return;
    }
    Optional<String> respacing = RespacingRules.problem(steps, diffusion.getTimestepRespacing());
    if (respacing.isPresent()) {
      rules.report("timestep_respacing", respacing.get());
      return;
    }
    NoiseSchedule.of(diffusion.getNoiseSchedule())
        .flatMap(schedule -> scheduleProblem(schedule, diffusion))
        .ifPresent(what -> rules.report("diffusion_steps", what));
  }

  private static Optional<String> scheduleProblem(NoiseSchedule schedule, Diffusion diffusion) {
    try {
      DiffusionProcess.of(
          schedule, diffusion.getDiffusionSteps(), diffusion.getTimestepRespacing());
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void check(Sampling sampling, FieldRules rules) {
    double eta = sampling.getEta();
    if (!(eta >= 0 && eta <= 1)) {
      rules.expected("eta", "0 to 1", eta);
    }
    if (eta != 0 && !sampling.getUseDdim()) {
      rules.report("eta", "has no effect without use_ddim: set use_ddim, or leave eta out");
    }
    if (!sampling.hasTemperature()) {
      return;
    }
    double temperature = sampling.getTemperature();
    if (!(temperature >= 0 && temperature <= 1)) {
      rules.expected("temperature", "0 to 1", temperature);
    }
    if (sampling.getUseDdim() && eta == 0) {
      rules.report(
          "temperature",
          "has no effect on DDIM with eta 0, which adds no noise: set eta, or leave temperature"
              + " out");
    }
  }
}
