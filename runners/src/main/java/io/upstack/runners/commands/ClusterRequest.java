package io.upstack.runners.commands;

import java.nio.file.Path;
import java.util.Map;

/** A request to start, inspect or stop the cluster of processes of a folder. */
public sealed interface ClusterRequest {
  Path directory();

  /**
   * Starts the cluster.
   *
   * @param slots the number of slots of each TaskManager
   * @param settings the settings of Flink in addition to those that every cluster has
   */
  record Start(Path directory, int taskManagers, int slots, Map<String, String> settings)
      implements ClusterRequest {
    public Start {
      settings = Map.copyOf(settings);
    }
  }

  /** Shows which processes run. */
  record Status(Path directory) implements ClusterRequest {}

  /** Ends all processes. */
  record Stop(Path directory) implements ClusterRequest {}
}
