package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * The command {@code help COMMAND}, which many users try first. It does the same as {@code COMMAND
 * --help}.
 */
@Command(
    name = "help",
    header = "Show the help of a command.",
    description = {"", "Without a command, shows the list of commands.", ""})
final class HelpCommand implements Subcommand {
  @Parameters(arity = "0..1", paramLabel = "COMMAND", description = "The command.")
  private Optional<String> name = Optional.empty();

  @Spec private CommandSpec command;

  @Override
  public Integer call() {
    CommandLine upstack = command.commandLine().getParent();
    CommandLine shown = name.map(upstack.getSubcommands()::get).orElse(upstack);
    if (name.isPresent() && shown == upstack) {
      throw new ParameterException(
          upstack, "help %s: there is no command of this name".formatted(name.get()));
    }
    shown.usage(command.commandLine().getOut());
    return ExitStatus.DONE.code();
  }
}
