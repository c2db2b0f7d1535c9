package io.upstack.runners.commands;

import io.upstack.stages.configuration.Presets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The options that name a configuration and the changes to it. */
final class ConfigurationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "CONFIG",
      description = {
        "The configuration: a file, such as configs/fashion32.textproto, or the name of a preset,",
        "such as imagenet256-adm-gu."
      })
  private String configuration;

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = {
        "The folder or gs:// path that has the checkpoints, the extractor and the reference by",
        "their names. Without it, relative paths start from the configuration's folder."
      })
  private Optional<String> models = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = {
        "Changes a field of the configuration; may be repeated. For example",
        "--set generation.base.classifier.classifier_scale=4.5"
      })
  private List<String> assignments = List.of();

  ConfigurationRequest request() {
    return request(command, configuration, models, assignments);
  }

  /** Makes a request, and refuses assignments that are malformed. */
  static ConfigurationRequest request(
      CommandSpec command, String argument, Optional<String> models, List<String> assignments) {
    for (String assignment : assignments) {
      if (assignment.indexOf('=') < 1) {
        throw new ParameterException(
            command.commandLine(),
            "--set %s: expected FIELD=VALUE, such as --set generation.seed=1"
                .formatted(assignment));
      }
    }
    return new ConfigurationRequest(file(command, argument), models, assignments);
  }

  /** Returns the file that an argument names: a path, or the name of a preset. */
  static Path file(CommandSpec command, String argument) {
    Path file = Path.of(argument);
    Presets presets = Presets.installed();
    if (Files.isRegularFile(file) || !Presets.isName(argument)) {
      return file;
    }
    if (presets.has(argument)) {
      return presets.file(argument);
    }
    throw new ParameterException(
        command.commandLine(), argument + ": " + presets.unknown(argument));
  }
}
