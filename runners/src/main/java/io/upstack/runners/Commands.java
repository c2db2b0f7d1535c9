package io.upstack.runners;

import io.upstack.runners.bench.BenchWork;
import io.upstack.runners.commands.BenchCommand;
import io.upstack.runners.commands.GenerateCommand;
import io.upstack.runners.commands.InspectCommand;
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
        new VerifyCommand(new VerifyWork()),
        new InspectCommand(new InspectWork()),
        new BenchCommand(new BenchWork()));
  }
}
