package io.upstack.runners.commands;

import java.io.PrintWriter;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that measures the speed of the stages. */
@Command(
    name = "bench",
    sortOptions = false,
    sortSynopsis = false,
    header = "Time each stage of a configuration on this machine.",
    description = {
      "",
      "Prints images/s of each stage with DDPM and with DDIM, and the overhead: the share of the "
          + "run that is not spent inside the networks.",
      ""
    })
public final class BenchCommand implements Subcommand {
  private final Work<BenchRequest> work;

  @Mixin private GenerationOptions configuration;
  @Spec private CommandSpec command;

  public BenchCommand(Work<BenchRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(new BenchRequest(configuration.request()), writer).code();
  }
}
