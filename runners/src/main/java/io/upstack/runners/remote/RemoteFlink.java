package io.upstack.runners.remote;

import io.upstack.runners.jobs.ClusterEnvironment;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.runtime.jobgraph.JobGraph;

/** Submits programs to a Flink cluster, with all classes that they need but Flink's and DJL's. */
public final class RemoteFlink implements AutoCloseable {
  private final FlinkSession session;
  private final ScratchDirectory scratch;
  private final JobClasses classes;

  private RemoteFlink(FlinkSession session, ScratchDirectory scratch, JobClasses classes) {
    this.session = session;
    this.scratch = scratch;
    this.classes = classes;
  }

  /**
   * Has Beam read the annotations of all its options meanwhile, which takes most of a second and
   * comes first in planning.
   */
  public static void getReady() {
    Thread thread =
        new Thread(
            () -> PipelineOptionsFactory.as(FlinkPipelineOptions.class), "upstack-get-ready");
    thread.setDaemon(true);
    thread.start();
  }

  /** Asks the cluster which classes its workers have. */
  public static RemoteFlink open(FlinkSession session) throws IOException {
    ScratchDirectory scratch = ScratchDirectory.create();
    try {
      JobClasses classes = JobClasses.of(session.setting(WorkerLibrary.SETTING), scratch.path());
      return new RemoteFlink(session, scratch, classes);
    } catch (IOException | RuntimeException e) {
      scratch.close();
      throw e;
    }
  }

  /**
   * Makes a job of a program.
   *
   * @param name shown in Flink's messages
   */
  public PlannedJob plan(String name, JobSettings settings, ClusterProgram program) {
    AtomicReference<JobGraph> planned = new AtomicReference<>();
    ClusterEnvironment.during(
        () -> program.execute(name, settings.slots()),
        (graph, classLoader) -> {
          graph.getJobConfiguration().addAll(settings.restartStrategy());
          JobDescription.describe(graph, settings, classLoader);
          planned.set(graph);
          // A program wants one of what it takes for submitted, and asks it nothing.
          return CompletableFuture.completedFuture(
              new ClusterClientJobClientAdapter<>(session::client, graph.getJobID(), classLoader));
        },
        settings.configuration(classes));
    return new PlannedJob(session, name, planned.get());
  }

  @Override
  public void close() {
    scratch.close();
  }
}
