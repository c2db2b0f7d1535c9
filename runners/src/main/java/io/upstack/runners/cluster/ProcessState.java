package io.upstack.runners.cluster;

/**
 * A process of a cluster at this moment.
 *
 * @param name jobmanager, or taskmanager-N
 */
public record ProcessState(String name, long pid, Life life) {
  /** Whether it is there. */
  public enum Life {
    RUNNING,
    DEAD;

    static Life of(ClusterProcess process) {
      return process.isRunning() ? RUNNING : DEAD;
    }
  }
}
