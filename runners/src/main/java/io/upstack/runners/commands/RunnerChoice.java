package io.upstack.runners.commands;

import java.util.Optional;

/** Where the shards of a run are made. */
public sealed interface RunnerChoice {
  /** On a Flink inside this process. */
  record Embedded() implements RunnerChoice {}

  /**
   * On a Flink cluster.
   *
   * @param master {@code HOST:PORT}; absent for the one that was started from this directory
   * @param parallelism shards in work at once; absent for as many as there are free slots
   */
  record Flink(Optional<String> master, Optional<Integer> parallelism, Presence presence)
      implements RunnerChoice {}

  /**
   * On the Flink cluster whose JobManager this process is.
   *
   * @param parallelism shards in work at once; absent for what the cluster's settings say
   */
  record Application(Optional<Integer> parallelism) implements RunnerChoice {}

  /** What this process does while the cluster works. */
  enum Presence {
    /** It waits for the end, and then goes on with what is left to do. */
    ATTACHED,
    /** It ends once the cluster has taken the job. */
    DETACHED
  }
}
