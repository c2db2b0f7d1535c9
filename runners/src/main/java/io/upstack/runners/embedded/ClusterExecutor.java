package io.upstack.runners.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.net.MalformedURLException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.flink.api.dag.Pipeline;
import org.apache.flink.client.deployment.executors.PipelineExecutorUtils;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.PipelineExecutor;
import org.apache.flink.core.execution.PipelineExecutorFactory;
import org.apache.flink.core.execution.PipelineExecutorServiceLoader;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;

/** Submits jobs to a cluster in this process, and remembers the one that runs. */
final class ClusterExecutor
    implements PipelineExecutor, PipelineExecutorFactory, PipelineExecutorServiceLoader {
  static final String NAME = "upstack-embedded";

  private final MiniCluster cluster;
  private volatile Optional<JobClient> runningJob = Optional.empty();

  ClusterExecutor(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletableFuture<JobClient> execute(
      Pipeline pipeline, Configuration configuration, ClassLoader classLoader)
      throws MalformedURLException {
    JobGraph graph = PipelineExecutorUtils.getJobGraph(pipeline, configuration, classLoader);
    return cluster
        .submitJob(graph)
        .thenApply(
            submission -> {
              JobClient job =
                  new MiniClusterJobClient(
                      submission.getJobID(), cluster, classLoader, JobFinalizationBehavior.NOTHING);
              runningJob = Optional.of(job);
              return job;
            });
  }

  /** Cancels the job that runs, if any, and waits until its code has left. */
  void cancelRunningJob(int seconds) throws InterruptedException, TimeoutException {
    if (runningJob.isEmpty()) {
      return;
    }
    JobClient job = runningJob.orElseThrow();
    try {
      if (job.getJobStatus().get(seconds, SECONDS).isGloballyTerminalState()) {
        return;
      }
      job.cancel().get(seconds, SECONDS);
      job.getJobExecutionResult().get(seconds, SECONDS);
    } catch (ExecutionException e) {
      // A cancelled job has no result: that is how its end is told.
    }
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
