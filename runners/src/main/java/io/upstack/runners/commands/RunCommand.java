package io.upstack.runners.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that makes samples, metrics and a report. */
@Command(
    name = "run",
    sortOptions = false,
    sortSynopsis = false,
    header = "Generate samples, measure them, and write a report.",
    description = {
      "",
      "Leaves in the output directory:",
      "  samples/             the samples and their labels, in npz files",
      "  report/index.html    metrics, timings, and samples to look at",
      "  report/report.json   the same for programs, and report/metrics.csv for tables",
      "",
      "A run that was cut short is continued by the same command.",
      ""
    })
public final class RunCommand implements Subcommand {
  private final Work<RunRequest> work;

  @Mixin private GenerationOptions configuration;
  @Mixin private OutputOption output;
  @Mixin private RunnerOptions runner;
  @Spec private CommandSpec command;

  public RunCommand(Work<RunRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    RunRequest request = new RunRequest(configuration.request(), output.output(), runner.choice());
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(request, writer).code();
  }
}
