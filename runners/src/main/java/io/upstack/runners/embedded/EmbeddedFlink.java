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
 * A Flink inside this process that runs Beam pipelines, one after another, each to its end.
 *
 * <p>Pipelines run on Flink's DataSet engine, where whichever slot is free pulls the next split of
 * a source without further settings. Nothing is restarted: a run resumes by itself, and what is
 * worth retrying is retried by the stages.
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
   * Starts Flink, which takes about a second. If the process is told to end before it is closed,
   * what runs is cancelled and its work directory removed.
   *
   * @param slots how many shards are worked on at once
   */
  public static EmbeddedFlink start(int slots) {
    if (slots < 1) {
      throw new IllegalArgumentException("slots: expected at least 1, got " + slots);
    }
    EmbeddedFlink flink = new EmbeddedFlink(slots, LocalCluster.start(slots));
    Runtime.getRuntime().addShutdownHook(flink.shutdownHook);
    return flink;
  }

  /** Where it takes jobs by REST, as a Flink cluster does. */
  public URI restEndpoint() {
    return cluster.restEndpoint();
  }

  /**
   * Runs a pipeline to its end. Not to be called by two threads at once.
   *
   * @param name shown in Flink's messages
   * @param assembly adds the transforms
   * @throws PipelineFailedException with what the user code that failed threw as its cause
   * @throws PipelineCancelledException if the process was told to end
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

  /** Cancels what runs, and waits until nothing of Flink is left. */
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
      // The process is ending: the hook runs already and finds nothing left to do.
    }
  }
}
