package io.upstack.runners.remote;

import java.time.Duration;
import java.util.Optional;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/**
 * How a job is run, whatever the defaults of its cluster.
 *
 * @param slots that it has at once
 * @param recovery what becomes of it if a part of it fails
 * @param goals of a job that makes shards
 */
public record JobSettings(int slots, Recovery recovery, Optional<JobGoals> goals) {
  /** Fewer could be used up by machines that are taken away, or by one that is broken. */
  private static final int FEWEST_FAILURES = 100;

  /** What happens when a task fails. */
  public enum Recovery {
    /** The task that failed starts again, on whichever slot is free. */
    RESTART,
    /** The job fails. */
    FAIL
  }

  Configuration configuration(JobClasses classes) {
    Configuration configuration = new Configuration();
    configuration.set(DeploymentOptions.ATTACHED, false);
    configuration.set(PipelineOptions.JARS, classes.travelling());
    configuration.set(PipelineOptions.CLASSPATHS, classes.installed());
    // A step of a large network can outlast any limit; Flink would end the process at it.
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, 0L);
    return configuration;
  }

  /** Of a job of an application, which has its classes. */
  public Configuration ofApplication() {
    Configuration configuration = restartStrategy();
    configuration.set(TaskManagerOptions.TASK_CANCELLATION_TIMEOUT, 0L);
    return configuration;
  }

  /** Of the job's graph; what the environment has of this is not passed on with a batch job. */
  Configuration restartStrategy() {
    Configuration configuration = new Configuration();
    switch (recovery) {
      case RESTART -> addRestart(configuration);
      case FAIL -> configuration.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    }
    return configuration;
  }

  /**
   * Shards that fail and workers that cannot be set up are counted by the workers, which name them,
   * and pause before they try again. This limit is for clusters on which nothing comes that far.
   * Within an interval one worker fails up to 13 times in each of its slots at being set up, and
   * once in each when it ends.
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
