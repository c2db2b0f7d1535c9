package io.upstack.runners.remote;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * The settings of a job, which override the defaults of its cluster.
 *
 * @param slots the number of slots that the job has at once
 * @param recovery what happens to the job if a part of it fails
 * @param goals the goals of a job that runs a pipeline
 */
public record JobSettings(int slots, Recovery recovery, Optional<JobGoals> goals) {
  /** Machines that are taken away, or one broken machine, could use up a lower limit. */
  private static final int FEWEST_FAILURES = 100;

  /** What happens when a task fails. */
  public enum Recovery {
    /** The failed task starts again, on any free slot. */
    RESTART,
    /** The job fails. */
    FAIL
  }

  Configuration configuration(JobClasses classes) {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.ATTACHED, false);
    configuration.set(PipelineOptions.JARS, classes.travelling());
    configuration.set(PipelineOptions.CLASSPATHS, classes.installed());
    // A step of a large network can outlast any limit, and Flink would end the process at the
    // limit.
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, 0L);
    return configuration;
  }

  /** Returns the settings for a job of an application, which already has its classes. */
  public Configuration ofApplication() {
    Configuration configuration = restartStrategy();
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, 0L);
    return configuration;
  }

  /**
   * Returns the settings for the job's graph. Flink does not pass these on from the environment for
   * batch jobs.
   */
  Configuration restartStrategy() {
    Configuration configuration = new Configuration();
    switch (recovery) {
      case RESTART -> addRestart(configuration);
      case FAIL -> configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
    return configuration;
  }

  /**
   * Adds the limit of failures. The workers themselves count shards that fail and workers that
   * cannot be set up, name them, and pause before they try again. This limit is for clusters on
   * which no work gets that far. Within an interval, one worker can fail up to 13 times in each of
   * its slots while it is set up, and once in each slot when it ends.
   */
  private void addRestart(Configuration configuration) {
    configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "failure-rate");
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_MAX_FAILURES_PER_INTERVAL,
        Math.max(FEWEST_FAILURES, 20 * slots));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_FAILURE_RATE_INTERVAL,
        Duration.ofMinutes(10));
    configuration.set(
        RestartStrategyOptions.RESTART_STRATEGY_FAILURE_RATE_DELAY, Duration.ofSeconds(2));
  }
}
