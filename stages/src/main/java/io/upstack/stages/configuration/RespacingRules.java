package io.upstack.stages.configuration;

import io.upstack.stages.diffusion.TimestepRespacing;
import java.util.Optional;

/** Checks whether a timestep_respacing is possible. */
final class RespacingRules {
  private RespacingRules() {}

  /**
   * Returns what is wrong with it, if anything.
   *
   * @param steps the number of steps of the diffusion that is respaced, at least 1
   */
  static Optional<String> problem(int steps, String respacing) {
    try {
      TimestepRespacing.timesteps(steps, respacing);
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of(e.getMessage());
    }
  }
}
