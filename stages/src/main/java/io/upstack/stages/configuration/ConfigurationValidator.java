package io.upstack.stages.configuration;

import io.upstack.stages.problems.Problems;

/** Finds everything that is wrong in a configuration without reading its checkpoints. */
public final class ConfigurationValidator {
  private ConfigurationValidator() {}

  public static void validate(ResolvedConfiguration resolved, Purpose purpose, Problems problems) {}
}
