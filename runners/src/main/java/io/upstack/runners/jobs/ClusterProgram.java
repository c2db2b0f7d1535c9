package io.upstack.runners.jobs;

/** A program that becomes one job of a Flink cluster. */
public interface ClusterProgram {
  /**
   * Has the Flink environment of this thread, a {@link ClusterEnvironment}, execute the job, and
   * does not wait for its end.
   *
   * @param slots the number of slots that the job has at once
   */
  void execute(String name, int slots);
}
