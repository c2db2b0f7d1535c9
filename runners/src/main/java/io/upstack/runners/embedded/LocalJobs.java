package io.upstack.runners.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.upstack.runners.jobs.GraphSubmission;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient;
import org.apache.flink.runtime.minicluster.MiniClusterJobClient.JobFinalizationBehavior;

/** Submits jobs to a cluster in this process, and remembers the running one. */
final class LocalJobs implements GraphSubmission {
  private final MiniCluster cluster;
  private volatile Optional<JobClient> runningJob = Optional.empty();

  LocalJobs(MiniCluster cluster) {
    this.cluster = cluster;
  }

  @Override
  public CompletableFuture<JobClient> submit(JobGraph graph, ClassLoader classLoader) {
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

  /** Cancels the running job, if any, and waits until its code has ended. */
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
      // A cancelled job has no result, so this exception reports its end.
    }
  }
}
