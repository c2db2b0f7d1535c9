package io.upstack.runners.commands;

import java.util.Optional;

/** The place where the shards of a run are made. */
public sealed interface RunnerChoice {
  /** A Flink inside this process. */
  record Embedded() implements RunnerChoice {}

  /**
   * A Flink cluster.
   *
   * @param master the {@code HOST:PORT}; absent for the cluster that was started from this
   *     directory
   * @param parallelism the number of shards in work at once; absent for the number of free slots
   */
  record Flink(Optional<String> master, Optional<Integer> parallelism, Presence presence)
      implements RunnerChoice {}

  /**
   * The Flink cluster whose JobManager this process is.
   *
   * @param parallelism the number of shards in work at once; absent for the number in the cluster's
   *     settings
   */
  record Application(Optional<Integer> parallelism) implements RunnerChoice {}

  /** What this process does while the cluster works. */
  enum Presence {
    /** It waits until the job ends, and then does the remaining work. */
    ATTACHED,
    /** It ends once the cluster has accepted the job. */
    DETACHED
  }
}
