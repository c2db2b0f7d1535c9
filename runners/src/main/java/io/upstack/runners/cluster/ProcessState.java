package io.upstack.runners.cluster;

/**
 * The current state of a process of a cluster.
 *
 * @param name jobmanager, or taskmanager-N
 */
public record ProcessState(String name, long pid, Life life) {
  /** Whether the process is running. */
  public enum Life {
    RUNNING,
    DEAD;

    static Life of(ClusterProcess process) {
      return process.isRunning() ? RUNNING : DEAD;
    }
  }
}
