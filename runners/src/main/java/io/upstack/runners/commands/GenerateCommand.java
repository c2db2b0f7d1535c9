package io.upstack.runners.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that only makes samples. */
@Command(
    name = "generate",
    sortOptions = false,
    sortSynopsis = false,
    header = "Generate samples only.",
    description = {
      "",
      "Leaves samples/ in the output directory: npz files with arr_0 (uint8, NHWC) and, for "
          + "conditional models, arr_1 (labels). What was cut short is continued by the same "
          + "command, and 'run' with the same output directory measures what is there.",
      ""
    })
public final class GenerateCommand implements Subcommand {
  private final Work<GenerateRequest> work;

  @Mixin private GenerationOptions configuration;
  @Mixin private OutputOption output;
  @Mixin private RunnerOptions runner;
  @Spec private CommandSpec command;

  public GenerateCommand(Work<GenerateRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    GenerateRequest request =
        new GenerateRequest(configuration.request(), output.output(), runner.choice());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
