package io.upstack.runners.remote;

import java.io.IOException;
import java.util.concurrent.ExecutionException;
import org.apache.flink.runtime.jobgraph.JobGraph;

/**
 * A job that is not on a cluster yet. It can be submitted while its {@link RemoteFlink} is open.
 */
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
   * Sends the job with its jars.
   *
   * @throws IOException if the cluster does not accept it
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
