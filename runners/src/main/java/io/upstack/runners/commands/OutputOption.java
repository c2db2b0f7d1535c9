package io.upstack.runners.commands;

import picocli.CommandLine.Option;

/** Where a run leaves what it makes. */
final class OutputOption {
  @Option(
      names = "--output",
      required = true,
      paramLabel = "DIR",
      description = {
        "Where to write the results: a directory, or a path in a bucket.",
        "If it has an earlier run of the same configuration, that run is continued."
      })
  private String output;

  String output() {
    return output;
  }
}
