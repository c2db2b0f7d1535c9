package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.List;
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
      description = "The configuration, such as configs/fashion32.textproto.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = {
        "Changes a field of the configuration; may be repeated. For example",
        "--set generation.base.classifier.classifier_scale=4.5"
      })
  private List<String> assignments = List.of();

  ConfigurationRequest request() {
    return request(command, file, assignments);
  }

  /** Makes a request, and refuses assignments that are malformed. */
  static ConfigurationRequest request(CommandSpec command, Path file, List<String> assignments) {
    for (String assignment : assignments) {
      if (assignment.indexOf('=') < 1) {
        throw new ParameterException(
            command.commandLine(),
            "--set %s: expected FIELD=VALUE, such as --set generation.seed=1"
                .formatted(assignment));
      }
    }
    return new ConfigurationRequest(file, assignments);
  }
}
