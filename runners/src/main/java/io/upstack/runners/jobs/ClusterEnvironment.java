package io.upstack.runners.jobs;

import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;

/**
 * The environment that Flink returns as the current one during an action. Beam asks for it under
 * the master {@link #MASTER}. Flink lets only subclasses install such an environment.
 */
public final class ClusterEnvironment extends ExecutionEnvironment {
  /** With [local], Flink would start and stop for each pipeline, beyond this program's control. */
  public static final String MASTER = "[auto]";

  private ClusterEnvironment(PipelineExecutorServiceLoader executors, Configuration configuration) {
    super(executors, configuration, ClusterEnvironment.class.getClassLoader());
  }

  /** Runs an action. Jobs that this thread submits during the action go to the given submission. */
  public static void during(
      Runnable action, GraphSubmission submission, Configuration jobConfiguration) {
    Configuration configuration = new Configuration(jobConfiguration);
    configuration.set(DeploymentOptions.TARGET, GraphExecutor.NAME);
    during(action, new GraphExecutor(submission), configuration);
  }

  /**
   * Runs an action like {@link #during(Runnable, GraphSubmission, Configuration)}, but with an
   * executor that makes the job graphs itself.
   *
   * @param configuration a configuration that names the executor as its target
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
