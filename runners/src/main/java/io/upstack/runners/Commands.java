package io.upstack.runners;

import io.upstack.runners.commands.GenerateCommand;
import io.upstack.runners.commands.RunCommand;
import io.upstack.runners.commands.Subcommand;
import io.upstack.runners.commands.VerifyCommand;
import io.upstack.runners.run.GenerateWork;
import io.upstack.runners.run.RunWork;
import java.util.List;

/** Binds each subcommand to its work. */
final class Commands {
  private Commands() {}

  static List<Subcommand> all() {
    return List.of(
        new RunCommand(new RunWork()),
        new GenerateCommand(new GenerateWork()),
        new VerifyCommand(new VerifyWork()));
  }
}
