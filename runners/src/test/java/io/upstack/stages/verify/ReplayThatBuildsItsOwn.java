package io.upstack.stages.verify;

import io.upstack.stages.diffusion.DiffusionProcess;
import io.upstack.stages.diffusion.NoiseSchedule;

/** Breaks a rule of the architecture, to show that the rule can fail. */
public final class ReplayThatBuildsItsOwn {
  private ReplayThatBuildsItsOwn() {}

  static DiffusionProcess process() {
    return DiffusionProcess.of(NoiseSchedule.LINEAR, 1000, "");
  }
}
