package io.upstack.runners.remote;

import java.time.Instant;
import org.apache.flink.runtime.client.JobStatusMessage;

/**
 * A job of a cluster.
 *
 * @param id 32 hexadecimal digits
 * @param name the name with which the job was submitted
 * @param state Flink's state, such as RUNNING
 */
public record JobSummary(String id, String name, State state, Instant started) {
  static JobSummary of(JobStatusMessage job) {
    return new JobSummary(
        job.getJobId().toHexString(),
        job.getJobName(),
        State.valueOf(job.getJobState().name()),
        Instant.ofEpochMilli(job.getStartTime()));
  }

  /** The states that a job has in Flink. */
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

    /** Returns whether the job has ended. */
    public boolean isEnd() {
      return this == FAILED || this == CANCELED || this == FINISHED;
    }
  }
}
