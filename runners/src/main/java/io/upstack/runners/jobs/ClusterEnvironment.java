package io.upstack.runners.jobs;

import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;

/**
 * What Flink hands out as "the" environment during an action; Beam asks for it under the master
 * {@link #MASTER}. Flink lets subclasses alone install one.
 */
public final class ClusterEnvironment extends ExecutionEnvironment {
  /** Not [local], which would start and stop a Flink for each pipeline, beyond our reach. */
  public static final String MASTER = "[auto]";

  private ClusterEnvironment(PipelineExecutorServiceLoader executors, Configuration configuration) {
    super(executors, configuration, ClusterEnvironment.class.getClassLoader());
  }

  /** Runs an action during which the jobs that this thread submits go this way. */
  public static void during(
      Runnable action, GraphSubmission submission, Configuration jobConfiguration) {
    Configuration configuration = new Configuration(jobConfiguration);
    configuration.set(DeploymentOptions.TARGET, GraphExecutor.NAME);
    during(action, new GraphExecutor(submission), configuration);
  }

  /**
   * The same for an executor that makes the jobs' graphs itself.
   *
   * @param configuration that names the executor as its target
   */
  public static void during(
      Runnable action, PipelineExecutorServiceLoader executors, Configuration configuration) {
    initializeContextEnvironment(() -> new ClusterEnvironment(executors, configuration));
    try {
      action.run();
    } finally {
      resetContextEnvironment();
    }
  }
}
