package io.upstack.runners;

import io.upstack.runners.commands.Subcommand;
import java.util.List;

/** Binds each subcommand to its work. */
final class Commands {
  private Commands() {}

  static List<Subcommand> all() {
    return List.of();
  }
}
