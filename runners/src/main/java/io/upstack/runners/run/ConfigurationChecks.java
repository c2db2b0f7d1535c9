package io.upstack.runners.run;

import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ConfigurationRequest;
import io.upstack.stages.configuration.ConfigurationFile;
import io.upstack.stages.configuration.ConfigurationValidator;
import io.upstack.stages.configuration.Presets;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.inspection.ModelFiles;
import io.upstack.stages.inspection.PresetNetworks;
import io.upstack.stages.problems.Problems;
import java.util.function.UnaryOperator;

/** Reads a configuration and checks it and the checkpoints that it names. */
public final class ConfigurationChecks {
  private ConfigurationChecks() {}

  /**
   * Returns the configuration, and adds what is wrong with it to the problems.
   *
   * @param adaptation changes the configuration after it is read
   */
  public static ResolvedConfiguration load(
      ConfigurationRequest request,
      Purpose purpose,
      UnaryOperator<RunConfiguration> adaptation,
      Problems problems) {
    RunConfiguration read =
        ConfigurationFile.read(request.file(), request.models(), request.overrides(), problems);
    ResolvedConfiguration configuration =
        ResolvedConfiguration.of(adaptation.apply(read), request.file());
    if (!problems.isEmpty()) {
      // Fields that could not be read are unset, and the rules would report them as missing.
      ConfigurationValidator.validateFiles(configuration, purpose, problems);
      return configuration;
    }
    ConfigurationValidator.validate(configuration, purpose, problems);
    problems.addAll(
        ModelFiles.check(configuration, purpose, () -> PresetNetworks.of(Presets.installed())));
    return configuration;
  }
}
