package io.upstack.pipelines;

import io.upstack.pipelines.transforms.Barrier;
import io.upstack.pipelines.transforms.JobTerms;
import io.upstack.pipelines.transforms.ShardSource;
import io.upstack.pipelines.transforms.StageOfShards;
import io.upstack.pipelines.transforms.Units;
import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.measure.MeasurementRound.Phase;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.extensions.protobuf.ProtoCoder;
import org.apache.beam.sdk.io.Read;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;

/**
 * Measures samples against a reference, from the images of both to the metrics.
 *
 * <pre>
 * samples   -> features ─┐
 * reference -> features ─┴─ ║ -> statistics -> ║ -> metrics -> ║
 * </pre>
 *
 * <p>Behind each barrier is work that needs everything before it. Statistics are the moments of the
 * features and the nearest neighbors within each set. Metrics compare the two sets.
 */
public final class EvaluationPipeline {
  /** The name of the first transform behind the barrier of the features. */
  public static final String STATISTICS = "statistics";

  private final Pipeline pipeline;
  private final JobTerms terms;
  private PCollectionList<ShardResult> features;

  /** Begins an evaluation in a pipeline. */
  public EvaluationPipeline(Pipeline pipeline, JobTerms terms) {
    this.pipeline = pipeline;
    this.terms = terms;
    this.features = PCollectionList.empty(pipeline);
  }

  /**
   * Adds the features of samples that the same pipeline makes.
   *
   * @param samples the results of the last stage of the samples
   * @param order the order of the samples, which has the stage of features
   */
  public EvaluationPipeline ofSamples(PCollection<ShardResult> samples, WorkOrder order) {
    features =
        features.and(samples.apply("features", StageOfShards.of(WorkStage.FEATURES, order, terms)));
    return this;
  }

  /**
   * Adds the features of images that exist.
   *
   * @param name what the images are, such as reference
   * @param shards the shards that are to be made; if there are none, nothing is added
   * @param order an order whose only stage is that of these features
   */
  public EvaluationPipeline ofImages(String name, List<Shard> shards, WorkOrder order) {
    if (!shards.isEmpty()) {
      features =
          features.and(
              pipeline
                  .apply(name, Read.from(ShardSource.of(shards)))
                  .apply(name + " features", StageOfShards.of(order.getStages(0), order, terms)));
    }
    return this;
  }

  /**
   * Adds the metrics.
   *
   * @param order an order with the measurement, whose features need not have digests yet
   * @return one element, once all metrics are complete
   */
  public PCollection<String> measure(WorkOrder order) {
    return complete()
        .apply(STATISTICS, Units.of(Phase.STATISTICS, order, terms))
        .apply("statistics complete", Barrier.of("statistics", terms))
        .apply("metrics", Units.of(Phase.METRICS, order, terms))
        .apply("metrics complete", Barrier.of("metrics", terms));
  }

  /** Ends the pipeline with one element, once all features are complete. */
  public PCollection<String> complete() {
    return allFeatures().apply("features complete", Barrier.of("features", terms));
  }

  /** Returns the results of all features, or one empty result if all features existed before. */
  private PCollection<ShardResult> allFeatures() {
    if (features.size() == 0) {
      return pipeline.apply(
          "begin",
          Create.of(ShardResult.getDefaultInstance()).withCoder(ProtoCoder.of(ShardResult.class)));
    }
    return features.size() == 1
        ? features.get(0)
        : features.apply("all features", Flatten.pCollections());
  }
}
