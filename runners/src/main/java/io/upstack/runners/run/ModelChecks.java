package io.upstack.runners.run;

import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Problems;

/** placeholder until merged. */
final class ModelChecks {
  private ModelChecks() {}

  static void check(ResolvedConfiguration configuration, Problems problems) {}
}
