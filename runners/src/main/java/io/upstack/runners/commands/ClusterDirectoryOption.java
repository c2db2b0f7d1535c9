package io.upstack.runners.commands;

import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The option for the folder in which a cluster of processes keeps its files. */
final class ClusterDirectoryOption {
  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = "upstack-cluster",
      description = "The folder of the cluster; ./${DEFAULT-VALUE} by default.")
  private Path directory;

  Path directory() {
    return directory;
  }
}
