package io.upstack.stages.configuration;

import io.upstack.stages.diffusion.TimestepRespacing;
import java.util.Optional;

/** Which timestep_respacing can be had. */
final class RespacingRules {
  private RespacingRules() {}

  /**
   * What is wrong with it, if anything.
   *
   * @param steps of the diffusion that is respaced, at least 1
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
