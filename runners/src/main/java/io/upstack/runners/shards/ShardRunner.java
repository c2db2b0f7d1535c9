package io.upstack.runners.shards;

import java.io.IOException;

/** Where shards are made. Nothing is started before there is something to do. */
public interface ShardRunner extends AutoCloseable {
  /** How a job has ended, as far as this process is concerned. */
  sealed interface Completion {
    /** All its shards are made. */
    record Done() implements Completion {}

    /** Another command's job on the same output was waited for: look again what is missing. */
    record Followed() implements Completion {}

    /** A cluster has taken it and goes on without us. */
    record Submitted(String jobId) implements Completion {}
  }

  /** Makes the shards that are pending. */
  Completion make(ShardJob job) throws IOException;

  @Override
  void close();
}
