package io.upstack.runners.embedded;

import org.apache.flink.api.java.ExecutionEnvironment;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.DeploymentOptions;

/**
 * What Flink hands out as "the" environment while it is installed; Beam asks for it under the
 * master {@code [auto]}. Flink lets subclasses alone install one.
 */
final class ClusterEnvironment extends ExecutionEnvironment {
  private ClusterEnvironment(ClusterExecutor executor, Configuration configuration) {
    super(executor, configuration, ClusterEnvironment.class.getClassLoader());
  }

  static void install(ClusterExecutor executor, Configuration clusterConfiguration) {
    Configuration configuration = new Configuration(clusterConfiguration);
    configuration.set(DeploymentOptions.TARGET, ClusterExecutor.NAME);
    configuration.set(DeploymentOptions.ATTACHED, true);
    initializeContextEnvironment(() -> new ClusterEnvironment(executor, configuration));
  }

  static void uninstall() {
    resetContextEnvironment();
  }
}
