package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.Map;

/** What to do with the cluster of processes of a folder. */
public sealed interface ClusterRequest {
  Path directory();

  /**
   * @param slots of each TaskManager
   * @param settings of Flink, beside those that the cluster has anyway
   */
  record Start(Path directory, int taskManagers, int slots, Map<String, String> settings)
      implements ClusterRequest {
    public Start {
      settings = Map.copyOf(settings);
    }
  }

  /** Tells what runs. */
  record Status(Path directory) implements ClusterRequest {}

  /** Ends all of it. */
  record Stop(Path directory) implements ClusterRequest {}
}
