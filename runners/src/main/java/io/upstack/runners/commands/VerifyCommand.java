package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command that replays reference cases. */
@Command(
    name = "verify",
    sortOptions = false,
    sortSynopsis = false,
    header = "Replay reference cases and compare the results.",
    description = {
      "",
      "Prints a line for each array with its largest relative error. Exits with 1 if an array is "
          + "outside its tolerance.",
      ""
    })
public final class VerifyCommand implements Subcommand {
  private final Work<VerifyRequest> work;

  @Parameters(arity = "1..*", paramLabel = "CASE", description = "The reference cases.")
  private List<Path> cases;

  @Spec private CommandSpec command;

  public VerifyCommand(Work<VerifyRequest> work) {
    this.work = work;
  }

  @Override
  public Integer call() throws Exception {
    PrintWriter writer = command.commandLine().getOut();
    return work.perform(new VerifyRequest(cases), writer).code();
  }
}
