package io.upstack.runners.run;

import io.upstack.runners.commands.RunnerChoice;
import java.io.IOException;

/** Where shards are made. Nothing is started before there is something to do. */
interface ShardRunner extends AutoCloseable {
  /** How a job has ended, as far as this process is concerned. */
  sealed interface Completion {
    /** All its shards are made. */
    record Done() implements Completion {}

    /** Another command's job on the same output was waited for: look again what is missing. */
    record Followed() implements Completion {}

    /** A cluster has taken it and goes on without us. */
    record Submitted(String jobId) implements Completion {}
  }

  static ShardRunner of(RunnerChoice choice) {
    if (choice instanceof RunnerChoice.Flink flink) {
      return new ClusterShardRunner(flink);
    }
    return new EmbeddedShardRunner();
  }

  Completion make(ShardJob job) throws IOException;

  @Override
  void close();
}
