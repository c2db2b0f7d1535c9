package io.upstack.runners.commands;

import java.util.Optional;
import picocli.CommandLine.Option;

/** The option that names the cluster. */
final class FlinkMasterOption {
  @Option(
      names = "--flink-master",
      paramLabel = "HOST:PORT",
      description =
          "REST endpoint of the cluster's JobManager; by default that of the cluster that "
              + "'cluster start' left running in ./upstack-cluster.")
  private Optional<String> master = Optional.empty();

  Optional<String> master() {
    return master;
  }
}
