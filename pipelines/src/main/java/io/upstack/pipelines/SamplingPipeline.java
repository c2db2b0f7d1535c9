package io.upstack.pipelines;

import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.pipelines.transforms.ShardSource;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/**
 * Samples from labels: guided sampling at a low resolution, and the upsampler that is conditioned
 * on its samples.
 *
 * <pre>labels -> base -> upsample</pre>
 *
 * <p>A worker takes each shard of labels through both stages, and keeps both models in memory. An
 * order without one of the stages has a pipeline without it.
 */
public final class SamplingPipeline {
  private SamplingPipeline() {}

  /**
   * Adds the sampling of these shards to a pipeline.
   *
   * @param shards the shards that are to be made; at least one
   * @return a result for each shard, in no particular order
   */
  public static PCollection<ShardResult> assemble(
      Pipeline pipeline, List<Shard> shards, WorkOrder order, JobTerms terms) {
    PCollection<ShardResult> samples = pipeline.apply("labels", Read.from(ShardSource.of(shards)));
    if (order.getStagesList().contains(WorkStage.BASE)) {
      samples = samples.apply("base", StageOfShards.of(WorkStage.BASE, order, terms));
    }
    if (isRedistributed(order)) {
      samples = samples.apply("redistribute", Reshuffle.viaRandomKey());
    }
    if (order.getStagesList().contains(WorkStage.UPSAMPLE)) {
      samples = samples.apply("upsample", StageOfShards.of(WorkStage.UPSAMPLE, order, terms));
    }
    return samples;
  }

  /** Returns whether another worker than that of the base sample may enlarge it. */
  private static boolean isRedistributed(WorkOrder order) {
    return order.getConfiguration().getExecution().getRedistributeUpsampling()
        && order.getStagesList().containsAll(List.of(WorkStage.BASE, WorkStage.UPSAMPLE));
  }
}
