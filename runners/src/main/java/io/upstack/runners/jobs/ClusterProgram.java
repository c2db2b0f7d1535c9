package io.upstack.runners.jobs;

/** What becomes one job of a Flink cluster. */
public interface ClusterProgram {
  /**
   * Has the Flink environment of this thread, one of {@link ClusterEnvironment}, execute the job,
   * and does not wait for its end.
   *
   * @param slots that the job has at once
   */
  void execute(String name, int slots);
}
