package io.upstack.runners.shards;

import java.io.IOException;

/** The place where shards are made. It starts nothing before there is work. */
public interface ShardRunner extends AutoCloseable {
  /** How a job has ended, from the view of this process. */
  sealed interface Completion {
    /** All its shards are made. */
    record Done() implements Completion {}

    /**
     * This process has waited for another command's job on the same output. The caller has to look
     * again for missing shards.
     */
    record Followed() implements Completion {}

    /** A cluster has accepted the job and continues without this process. */
    record Submitted(String jobId) implements Completion {}
  }

  /** Makes the pending shards. */
  Completion make(ShardJob job) throws IOException;

  @Override
  void close();
}
