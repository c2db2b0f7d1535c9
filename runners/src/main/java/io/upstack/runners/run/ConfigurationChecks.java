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
   */
  public static ResolvedConfiguration load(
      ConfigurationRequest request,
      Purpose purpose,
      UnaryOperator<RunConfiguration> adaptation,
      Problems problems) {
    RunConfiguration read = ConfigurationFile.read(request.file(), request.overrides(), problems);
    ResolvedConfiguration configuration =
        ResolvedConfiguration.of(adaptation.apply(read), request.file());
    if (!problems.isEmpty()) {
      // What could not be read is left out: rules would take it for missing.
      ConfigurationValidator.validateFiles(configuration, purpose, problems);
      return configuration;
    }
    ConfigurationValidator.validate(configuration, purpose, problems);
    problems.addAll(ModelFiles.check(configuration, purpose));
    return configuration;
  }
}
