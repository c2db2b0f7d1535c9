package io.upstack.runners.commands;

import io.upstack.stages.configuration.Presets;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that says what a run will cost. */
@Command(
    name = "plan",
    sortOptions = false,
    sortSynopsis = false,
    header = "Say what a run will cost, before it starts.",
    description = {
      "",
      "Prints the operations that sampling takes, counted from the networks, the hours at a given"
          + " rate, and what is stored. Of several configurations it prints a table. The files"
          + " that a configuration names need not exist; those that are missing are listed.",
      ""
    })
public final class PlanCommand implements Subcommand {
  private final Work<PlanRequest> work;

  @Parameters(
      arity = "0..*",
      paramLabel = "CONFIG",
      description = "The configurations: files, or names of presets.")
  private List<String> configurations = List.of();

  @Option(names = "--presets", description = "Adds every configuration that comes with Upstack.")
  private boolean presets;

  @Option(
      names = "--tflops",
      paramLabel = "RATE",
      description = {
        "The rate that a device reaches, in 10^12 operations a second. bench shows the speed of",
        "the stages on this machine. Without a rate, no hours are printed."
      })
  private Optional<Double> rate = Optional.empty();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description = "The folder or gs:// path that has the checkpoints by their names.")
  private Optional<String> models = Optional.empty();

  @Option(
      names = "--set",
      paramLabel = "FIELD=VALUE",
      description = "Changes a field of every configuration; may be repeated.")
  private List<String> assignments = List.of();

  @Option(
      names = "--num-samples",
      paramLabel = "N",
      description = "The number of samples. Sets generation.num_samples.")
  private Optional<Long> numberOfSamples = Optional.empty();

  @Spec private CommandSpec command;

  public PlanCommand(Work<PlanRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request(), writer).code();
  }

  private PlanRequest request() {
    List<String> names = new ArrayList<>(configurations);
    if (presets) {
      names.addAll(Presets.installed().names());
    }
    if (names.isEmpty()) {
      throw new ParameterException(command.commandLine(), "expected CONFIG, or --presets");
    }
    if (rate.isPresent() && !(rate.get() > 0 && rate.get() < Double.POSITIVE_INFINITY)) {
      throw new ParameterException(
          command.commandLine(),
          "--tflops: expected a positive number, such as 100, got '%s'".formatted(rate.get()));
    }
    List<String> overrides = new ArrayList<>(assignments);
    numberOfSamples.ifPresent(number -> overrides.add("generation.num_samples=" + number));
    return new PlanRequest(
        names.stream()
            .map(
                name ->
                    new PlanRequest.Named(
                        name, ConfigurationOptions.request(command, name, models, overrides)))
            .toList(),
        rate.map(OptionalDouble::of).orElseGet(OptionalDouble::empty));
  }
}
