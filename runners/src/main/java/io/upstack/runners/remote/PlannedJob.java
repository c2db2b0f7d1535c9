package io.upstack.runners.remote;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.jobgraph.JobGraph;

/** A job that no cluster has yet. To be submitted while the {@link RemoteFlink} of it is open. */
public final class PlannedJob {
  private final FlinkSession session;
  private final String name;
  private final JobGraph graph;

  PlannedJob(FlinkSession session, String name, JobGraph graph) {
    this.session = session;
    this.name = name;
    this.graph = graph;
  }

  /**
   * Sends it with its jars.
   *
   * @throws IOException if the cluster does not take it
   */
  public RemoteJob submit() throws IOException {
    try {
      return new RemoteJob(session, name, session.submit(graph).get());
    } catch (ExecutionException e) {
      throw session.failure("take the job", e);
    } catch (InterruptedException e) {
      throw Answers.interrupted(e);
    }
  }
}
