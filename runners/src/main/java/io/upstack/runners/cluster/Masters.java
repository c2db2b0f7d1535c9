package io.upstack.runners.cluster;

import io.upstack.runners.remote.FlinkAddress;
import io.upstack.stages.problems.InvalidInputException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the cluster that a command line means. */
public final class Masters {
  private Masters() {}

  /**
   * Returns the given address, or that of the cluster that was started from this directory.
   *
   * @throws InvalidInputException if neither exists, or the address is malformed
   */
  public static FlinkAddress address(Optional<String> given) throws IOException {
    ClusterDirectory directory = new ClusterDirectory(Path.of(ClusterDirectory.STANDARD));
    Optional<String> master = given.isPresent() ? given : directory.address();
    if (master.isEmpty()) {
      throw invalid(
          "--flink-master",
          "expected HOST:PORT of a JobManager's REST endpoint; no cluster was started in %s"
              .formatted(directory.root()));
    }
    try {
      return FlinkAddress.parse(master.get());
    } catch (IllegalArgumentException e) {
      throw invalid("--flink-master", e.getMessage());
    }
  }

  private static InvalidInputException invalid(String option, String problem) {
    return InvalidInputException.of("the command line", option, problem);
  }
}
