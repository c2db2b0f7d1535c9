package io.upstack.runners.jobs;

import java.util.function.Consumer;
import org.apache.beam.runners.flink.FlinkPipelineOptions;
import org.apache.beam.runners.flink.FlinkRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/**
 * A Beam pipeline.
 *
 * <p>It runs on Flink's DataSet engine with blocking exchanges. Only a task that fails is
 * restarted, and slots pull splits, as on the embedded Flink.
 *
 * @param assembly adds the transforms
 */
public record BeamProgram(Consumer<Pipeline> assembly) implements ClusterProgram {
  @Override
  public void execute(String name, int slots) {
    FlinkPipelineOptions options = options(name, slots);
    options.setExecutionModeForBatch("BATCH");
    options.setAttachedMode(false);
    Pipeline pipeline = Pipeline.create(options);
    assembly.accept(pipeline);
    pipeline.run();
  }

  /** Returns the options of every pipeline, in this process or on a cluster. */
  public static FlinkPipelineOptions options(String name, int slots) {
    FlinkPipelineOptions options = PipelineOptionsFactory.as(FlinkPipelineOptions.class);
    options.setRunner(FlinkRunner.class);
    options.setJobName(name);
    options.setFlinkMaster(ClusterEnvironment.MASTER);
    options.setParallelism(slots);
    options.setObjectReuse(true);
    options.setFasterCopy(true);
    return options;
  }
}
