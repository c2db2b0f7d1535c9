package io.upstack.runners.embedded;

import io.upstack.runners.jobs.BeamProgram;
import io.upstack.runners.jobs.FailureCause;
import io.upstack.runners.jobs.PipelineCancelledException;
import io.upstack.runners.jobs.PipelineFailedException;
import java.net.URI;
import java.util.function.Consumer;
import org.apache.beam.sdk.Pipeline;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A Flink inside this process. It runs Beam pipelines one after another, each to its end.
 *
 * <p>Pipelines run on Flink's DataSet engine, where any free slot pulls the next split of a source
 * without further settings. Flink restarts nothing: a run resumes by itself, and the stages retry
 * what is worth retrying.
 *
 * <pre>{@code
 * try (EmbeddedFlink flink = EmbeddedFlink.start(2)) {
 *   flink.run("sampling", pipeline -> pipeline.apply(...));
 * }
 * }</pre>
 */
public final class EmbeddedFlink implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(EmbeddedFlink.class);

  private final int slots;
  private final LocalCluster cluster;
  private final Thread shutdownHook;

  private EmbeddedFlink(int slots, LocalCluster cluster) {
    this.slots = slots;
    this.cluster = cluster;
    this.shutdownHook = new Thread(this::closeAtShutdown, "upstack-flink-shutdown");
  }

  /**
   * Starts Flink, which takes about a second. If the process receives a signal to end before Flink
   * is closed, the running job is cancelled and Flink's work directory is removed.
   *
   * @param slots the number of shards that are in work at once
   */
  public static EmbeddedFlink start(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: expected at least 1, got " + slots);
    }
    EmbeddedFlink flink = new EmbeddedFlink(slots, LocalCluster.start(slots));
    Runtime.getRuntime().addShutdownHook(flink.shutdownHook);
    return flink;
  }

  /** Returns the address at which this Flink takes jobs by REST, as a Flink cluster does. */
  public URI restEndpoint() {
    return cluster.restEndpoint();
  }

  /**
   * Runs a pipeline to its end. Two threads must not call this at once.
   *
   * @param name the name that Flink's messages show
   * @param assembly adds the transforms
   * @throws PipelineFailedException with the exception of the failed user code as its cause
   * @throws PipelineCancelledException if the process received a signal to end
   */
  public void run(String name, Consumer<Pipeline> assembly) {
    Pipeline pipeline = Pipeline.create(BeamProgram.options(name, slots));
    assembly.accept(pipeline);
    try {
      cluster.whileCurrent(() -> pipeline.run().waitUntilFinish());
    } catch (RuntimeException e) {
      if (cluster.isClosing()) {
        throw new PipelineCancelledException(name, e);
      }
      throw new PipelineFailedException(FailureCause.of(e));
    }
  }

  /** Cancels the running job, and waits until nothing of Flink is left. */
  @Override
  public void close() {
    try {
      cluster.close();
    } finally {
      removeShutdownHook();
    }
  }

  private void closeAtShutdown() {
    if (cluster.isBusy()) {
      logger.info("stopping after the step in progress; the same command continues the run");
    }
    cluster.close();
  }

  private void removeShutdownHook() {
    try {
      Runtime.getRuntime().removeShutdownHook(shutdownHook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook is already running and finds nothing left to do.
    }
  }
}
