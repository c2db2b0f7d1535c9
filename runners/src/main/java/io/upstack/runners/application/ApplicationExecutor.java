package io.upstack.runners.application;

import io.upstack.runners.jobs.SoleExecutor;
import io.upstack.runners.remote.JobDescription;
import io.upstack.runners.remote.JobSettings;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.flink.api.common.Plan;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;

/**
 * Hands jobs to the application's own executor, with the same settings and descriptions as other
 * jobs.
 */
final class ApplicationExecutor extends SoleExecutor {
  private final PipelineExecutorServiceLoader executors;
  private final JobSettings settings;
  private final Consumer<JobClient> submitted;

  /**
   * @param submitted the receiver of each submitted job
   */
  ApplicationExecutor(
      PipelineExecutorServiceLoader executors,
      JobSettings settings,
      Consumer<JobClient> submitted) {
    super("upstack-application");
    this.executors = executors;
    this.settings = settings;
    this.submitted = submitted;
  }

  @Override
  public CompletableFuture<JobClient> execute(
      Pipeline pipeline, Configuration configuration, ClassLoader classLoader) throws Exception {
    Plan plan = (Plan) pipeline;
    plan.getExecutionConfig().configure(settings.ofApplication(), classLoader);
    JobDescription.describe(plan, settings);
    return executors
        .getExecutorFactory(configuration)
        .getExecutor(configuration)
        .execute(pipeline, configuration, classLoader)
        .thenApply(
            job -> {
              submitted.accept(job);
              return job;
            });
  }
}
