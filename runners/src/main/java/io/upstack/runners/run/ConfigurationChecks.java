package io.upstack.runners.run;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.inspection.ModelFiles;
import io.upstack.stages.problems.Problems;
import java.util.function.UnaryOperator;

/** Reads a configuration and looks at it and at the checkpoints that it names. */
public final class ConfigurationChecks {
  private ConfigurationChecks() {}

  /**
   * The configuration; what is wrong with it is added to the problems.
   *
   * @param adaptation changes it once it is read
   * @throws io.upstack.stages.problems.InvalidInputException if it can't be read
   */
  public static ResolvedConfiguration load(
      ConfigurationRequest request,
      Purpose purpose,
      UnaryOperator<RunConfiguration> adaptation,
      Problems problems) {
    ResolvedConfiguration configuration =
        ResolvedConfiguration.of(
            adaptation.apply(ConfigurationFile.load(request.file(), request.overrides())),
            request.file());
    ConfigurationValidator.validate(configuration, purpose, problems);
    problems.addAll(ModelFiles.check(configuration, purpose));
    return configuration;
  }
}
