package io.upstack.runners.jobs;

import java.net.MalformedURLException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;

/** Makes a job graph of what Flink is to execute, and submits it. */
final class GraphExecutor
    implements PipelineExecutor, PipelineExecutorFactory, PipelineExecutorServiceLoader {
  static final String NAME = "upstack";

  private final GraphSubmission submission;

  GraphExecutor(GraphSubmission submission) {
    this.submission = submission;
  }

  @Override
  public CompletableFuture<JobClient> execute(
      Pipeline pipeline, Configuration configuration, ClassLoader classLoader)
      throws MalformedURLException {
    return submission.submit(
        PipelineExecutorUtils.getJobGraph(pipeline, configuration, classLoader), classLoader);
  }

  @Override
  public String getName() {
    return NAME;
  }

  @Override
  public boolean isCompatibleWith(Configuration configuration) {
    return true;
  }

  @Override
  public PipelineExecutor getExecutor(Configuration configuration) {
    return this;
  }

  @Override
  public PipelineExecutorFactory getExecutorFactory(Configuration configuration) {
    return this;
  }

  @Override
  public Stream<String> getExecutorNames() {
    return Stream.of(NAME);
  }
}
