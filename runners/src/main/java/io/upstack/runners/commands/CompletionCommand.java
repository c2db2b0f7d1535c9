package io.upstack.runners.commands;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The command that prints a script by which bash and zsh complete commands and options. */
@Command(
    name = "completion",
    header = "Print a completion script for bash or zsh.",
    description = {"", "To use it in this shell:  source <(./upstack completion)", ""})
final class CompletionCommand implements Subcommand {
  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    CommandLine upstack = command.commandLine().getParent();
    command.commandLine().getOut().print(AutoComplete.bash("upstack", upstack));
    command.commandLine().getOut().flush();
    return ExitStatus.DONE.code();
  }
}
