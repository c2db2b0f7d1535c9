package io.upstack.runners.commands;

import picocli.CommandLine.Option;

/** The option that says where a run writes its results. */
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
