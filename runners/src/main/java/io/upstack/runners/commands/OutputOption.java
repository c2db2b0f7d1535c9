package io.upstack.runners.commands;

import picocli.CommandLine.Option;

/** Where a run leaves what it makes. */
final class OutputOption {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = {
        "Where to leave what is made: a directory, or a bucket's path.",
        "An earlier run of the same configuration there is continued."
      })
  private String output;

  String output() {
    return output;
  }
}
