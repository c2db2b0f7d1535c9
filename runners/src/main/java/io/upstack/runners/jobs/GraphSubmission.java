package io.upstack.runners.jobs;

import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;

/** Sends a job to Flink. */
@FunctionalInterface
public interface GraphSubmission {
  CompletableFuture<JobClient> submit(JobGraph graph, ClassLoader classLoader);
}
