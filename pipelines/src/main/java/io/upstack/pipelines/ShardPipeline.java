package io.upstack.pipelines;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.transforms.MakeShards;
import io.upstack.stages.transforms.ShardMeters;
import io.upstack.stages.transforms.ShardSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.values.PCollection;

/**
 * A pipeline in which one worker takes each shard through all stages of its order: base, upsampling
 * and features of a run, or the features of a reference. A worker keeps all models of the order in
 * memory.
 */
public final class ShardPipeline {
  private ShardPipeline() {}

  /**
   * Adds the work on these shards to a pipeline.
   *
   * @return a result for each shard, in no particular order
   */
  public static PCollection<ShardResult> assemble(
      Pipeline pipeline, List<Shard> shards, WorkOrder order) {
    return assemble(pipeline, shards, order, MakeShards.of(order));
  }

  /** Adds the work on these shards to a pipeline, and counts it with these meters too. */
  public static PCollection<ShardResult> assemble(
      Pipeline pipeline, List<Shard> shards, WorkOrder order, ShardMeters meters) {
    return assemble(pipeline, shards, order, MakeShards.of(order).countedBy(meters));
  }

  private static PCollection<ShardResult> assemble(
      Pipeline pipeline, List<Shard> shards, WorkOrder order, MakeShards make) {
    return pipeline.apply("shards", Read.from(ShardSource.of(shards))).apply(stages(order), make);
  }

  private static String stages(WorkOrder order) {
    return order.getStagesList().stream()
        .map(stage -> stage.name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining("+"));
  }
}
