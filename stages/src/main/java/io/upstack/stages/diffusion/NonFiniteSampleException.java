package io.upstack.stages.diffusion;

import static java.util.Locale.ROOT;

/** Thrown when a denoising step gave a number that is not finite. */
public final class NonFiniteSampleException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public NonFiniteSampleException(String stage, int step, int timestep, long sample) {
    super(
        String.format(
            ROOT,
            "%s: step %d (timestep %d) gave a number that is not finite for sample %d;"
                + " the checkpoint may be damaged, or half precision may overflow (use_fp16)",
            stage,
            step,
            timestep,
            sample));
  }
}
