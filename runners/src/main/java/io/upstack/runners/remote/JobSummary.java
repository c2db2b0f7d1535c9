package io.upstack.runners.remote;

import java.time.Instant;

/**
 * A job of a cluster.
 *
 * @param id 32 hexadecimal digits
 * @param name as the job was submitted
 * @param state Flink's, such as RUNNING
 */
public record JobSummary(String id, String name, State state, Instant started) {
  /** Flink's states of a job. */
  public enum State {
    INITIALIZING,
    CREATED,
    RUNNING,
    FAILING,
    FAILED,
    CANCELLING,
    CANCELED,
    FINISHED,
    RESTARTING,
    SUSPENDED,
    RECONCILING;

    /** Whether the job has come to its end. */
    public boolean isEnd() {
      return this == FAILED || this == CANCELED || this == FINISHED;
    }
  }
}
