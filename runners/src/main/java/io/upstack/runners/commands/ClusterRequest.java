package io.upstack.runners.commands;

import java.nio.file.Path;

/** What to do with the cluster of processes of a folder. */
public sealed interface ClusterRequest {
  Path directory();

  /**
   * @param slots of each TaskManager
   */
  record Start(Path directory, int taskManagers, int slots) implements ClusterRequest {}

  /** Tells what runs. */
  record Status(Path directory) implements ClusterRequest {}

  /** Ends all of it. */
  record Stop(Path directory) implements ClusterRequest {}
}
