package io.upstack.runners.remote;

import io.upstack.runners.jobs.ClusterEnvironment;
import io.upstack.runners.jobs.ClusterProgram;
import io.upstack.stages.store.ScratchDirectory;
import io.upstack.stages.store.TemporaryLeftovers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.runtime.jobgraph.JobGraph;

/**
 * Submits programs to a Flink cluster, with all the classes that they need except Flink's and
 * DJL's.
 */
public final class RemoteFlink implements AutoCloseable {
  /** The name that Flink's client gives to the file of a job on its way to a cluster. */
  private static final Pattern JOB_GRAPH =
      Pattern.compile("flink-jobgraph-[0-9a-f]{32}[0-9]+\\.bin");

  private final FlinkSession session;
  private final ScratchDirectory scratch;
  private final JobClasses classes;

  private RemoteFlink(FlinkSession session, ScratchDirectory scratch, JobClasses classes) {
    this.session = session;
    this.scratch = scratch;
    this.classes = classes;
  }

  /**
   * Starts a thread in which Beam reads the annotations of all its options. This takes most of a
   * second, and planning would otherwise begin with it.
   */
  public static void getReady() {
    Thread thread =
        new Thread(
            () -> PipelineOptionsFactory.as(FlinkPipelineOptions.class), "upstack-get-ready");
    thread.setDaemon(true);
    thread.start();
  }

  /** Opens the connection, and asks the cluster which classes its workers have. */
  public static RemoteFlink open(FlinkSession session) throws IOException {
    TemporaryLeftovers.remove(
        Path.of(System.getProperty("java.io.tmpdir")), JOB_GRAPH, Clock.systemUTC());
    ScratchDirectory scratch = ScratchDirectory.create();
    // Beam's compression unpacks its native library here. In the system's temporary directory it
    // would stay behind if the process was killed.
    System.setProperty("org.xerial.snappy.tempdir", scratch.path().toString());
    try {
      JobClasses classes = JobClasses.of(session.setting(WorkerLibrary.SETTING), scratch.path());
      return new RemoteFlink(session, scratch, classes);
    } catch (Throwable e) {
      scratch.close();
      throw e;
    }
  }

  /**
   * Makes a job from a program.
   *
   * @param name the name that Flink's messages show
   */
  public PlannedJob plan(String name, JobSettings settings, ClusterProgram program) {
    AtomicReference<JobGraph> planned = new AtomicReference<>();
    ClusterEnvironment.during(
        () -> program.execute(name, settings.slots()),
        (graph, classLoader) -> {
          graph.getJobConfiguration().addAll(settings.restartStrategy());
          JobDescription.describe(graph, settings, classLoader);
          planned.set(graph);
          // The program expects a client of a submitted job, but does not call it.
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
