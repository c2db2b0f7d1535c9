package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A configuration and what is to be changed in it, as most subcommands take it. */
final class ConfigurationOptions {
  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Parameters(
      paramLabel = "CONFIG",
      description = {
        "The configuration, in protobuf's text format, such as configs/fashion32.textproto."
      })
  private Path file;

  private final List<String> assignments = new ArrayList<>();

  @Option(
      names = "--num-samples",
      paramLabel = "N",
      description = "How many samples; short for --set generation.num_samples=N.")
  private Optional<Long> numberOfSamples = Optional.empty();

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      description =
          "Samples that go through a network together; short for --set execution.batch_size=N.")
  private Optional<Integer> batchSize = Optional.empty();

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What labels and noise are drawn from; short for --set generation.seed=N.")
  private Optional<Long> seed = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = {
        "Changes a field of the configuration, such as",
        "--set generation.base.classifier.classifier_scale=4.5. May be given more than once;",
        "the options above stand over it."
      })
  void assign(String assignment) {
    int equals = assignment.indexOf('=');
    if (equals < 1) {
      throw new ParameterException(
          command.commandLine(),
          "--set %s: expected FIELD=VALUE, such as --set generation.seed=1".formatted(assignment));
    }
    assignments.add(assignment);
  }

  ConfigurationRequest request() {
    List<String> overrides = new ArrayList<>(assignments);
    numberOfSamples.ifPresent(number -> overrides.add("generation.num_samples=" + number));
    batchSize.ifPresent(size -> overrides.add("execution.batch_size=" + size));
    seed.ifPresent(number -> overrides.add("generation.seed=" + number));
    return new ConfigurationRequest(file, overrides);
  }
}
