package io.upstack.stages.verify;

import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.diffusion.NoiseSchedule;
import io.upstack.stages.diffusion.Prediction;
import io.upstack.stages.diffusion.TimestepRespacing;
import io.upstack.stages.diffusion.VarianceType;

/**
 * The flags of create_gaussian_diffusion (guided_diffusion/script_util.py), with its defaults.
 *
 * @param process after respacing
 */
record DiffusionFlags(
    DiffusionProcess process,
    Prediction prediction,
    VarianceType variance,
    boolean rescaleTimesteps) {

  /**
   * @param modelLearnsSigma what learn_sigma is unless it is given here too
   */
  static DiffusionFlags read(FlagReader flags, boolean modelLearnsSigma) {
    // These change training alone.
    flags.ignore("use_kl", "rescale_learned_sigmas");
    DiffusionProcess process = process(flags);
    boolean learned = flags.truth("learn_sigma", modelLearnsSigma);
    if (learned != modelLearnsSigma) {
      flags.problem("learn_sigma", "is %s, expected the model's %s".formatted(learned, !learned));
    }
    boolean small = flags.truth("sigma_small", false);
    VarianceType fixed = small ? VarianceType.FIXED_SMALL : VarianceType.FIXED_LARGE;
    DiffusionFlags diffusion =
        new DiffusionFlags(
            process,
            flags.truth("predict_xstart", false) ? Prediction.START_X : Prediction.EPSILON,
            learned ? VarianceType.LEARNED_RANGE : fixed,
            flags.truth("rescale_timesteps", false));
    flags.refuseOthers();
    return diffusion;
  }

  /** The flags of the process alone. */
  static DiffusionProcess process(FlagReader flags) {
    int steps = flags.positive("steps", flags.positive("diffusion_steps", 1000));
    NoiseSchedule schedule =
        flags.choice("noise_schedule", "linear", NoiseSchedule::of, NoiseSchedule.flags());
    String respacing = flags.text("timestep_respacing", "");
    try {
      TimestepRespacing.timesteps(steps, respacing);
    } catch (IllegalArgumentException exception) {
      flags.problem("timestep_respacing", exception.getMessage());
      return DiffusionProcess.of(schedule, steps, "");
    }
    return DiffusionProcess.of(schedule, steps, respacing);
  }
}
