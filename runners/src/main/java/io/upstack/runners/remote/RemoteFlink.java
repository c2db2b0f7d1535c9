package io.upstack.runners.remote;

import io.upstack.runners.jobs.ClusterEnvironment;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.flink.api.common.JobID;
import org.apache.flink.client.deployment.ClusterClientJobClientAdapter;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.runtime.jobgraph.JobGraph;

/**
 * Submits Beam pipelines to a Flink cluster, with all classes that they need but Flink's and DJL's.
 *
 * <p>Pipelines run on Flink's DataSet engine with blocking exchanges: a task that fails is started
 * again alone, and slots pull splits, as on the embedded Flink.
 */
public final class RemoteFlink {
  private final FlinkSession session;

  public RemoteFlink(FlinkSession session) {
    this.session = session;
  }

  /**
   * Submits a pipeline.
   *
   * @param name shown in Flink's messages
   * @param assembly adds the transforms
   * @throws IOException if the cluster does not take it
   */
  public RemoteJob submit(String name, JobSettings settings, Consumer<Pipeline> assembly)
      throws IOException {
    Pipeline pipeline = Pipeline.create(options(name, settings));
    assembly.accept(pipeline);
    AtomicReference<JobID> submitted = new AtomicReference<>();
    try (ScratchDirectory scratch = ScratchDirectory.create()) {
      ClusterEnvironment.during(
          pipeline::run,
          (graph, classLoader) -> {
            graph.getJobConfiguration().addAll(settings.restartStrategy());
            JobDescription.describe(graph, settings, classLoader);
            return submit(graph, classLoader, submitted);
          },
          settings.configuration(
              JobClasses.of(session.setting(WorkerLibrary.SETTING), scratch.path())));
    } catch (RuntimeException e) {
      throw session.failure("take the job", e);
    }
    return new RemoteJob(session, name, submitted.get());
  }

  private CompletableFuture<JobClient> submit(
      JobGraph graph, ClassLoader classLoader, AtomicReference<JobID> submitted) {
    return session
        .submit(graph)
        .thenApply(
            id -> {
              submitted.set(id);
              return new ClusterClientJobClientAdapter<>(session::client, id, classLoader);
            });
  }

  private static FlinkPipelineOptions options(String name, JobSettings settings) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setJobName(name);
    options.setFlinkMaster(ClusterEnvironment.MASTER);
    options.setParallelism(settings.slots());
    options.setObjectReuse(true);
    options.setFasterCopy(true);
    options.setExecutionModeForBatch("BATCH");
    options.setAttachedMode(false);
    return options;
  }
}
