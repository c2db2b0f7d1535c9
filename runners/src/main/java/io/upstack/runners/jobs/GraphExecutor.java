package io.upstack.runners.jobs;

import java.net.MalformedURLException;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;

/** Makes a job graph from the pipeline that Flink is to execute, and submits it. */
final class GraphExecutor extends SoleExecutor {
  static final String NAME = "upstack";

  private final GraphSubmission submission;

  GraphExecutor(GraphSubmission submission) {
    super(NAME);
    this.submission = submission;
  }

  @Override
  public CompletableFuture<JobClient> execute(
      Pipeline pipeline, Configuration configuration, ClassLoader classLoader)
      throws MalformedURLException {
    return submission.submit(
        PipelineExecutorUtils.getJobGraph(pipeline, configuration, classLoader), classLoader);
  }
}
