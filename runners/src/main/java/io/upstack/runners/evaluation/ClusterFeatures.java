package io.upstack.runners.evaluation;

import io.upstack.pipelines.EvaluationPipeline;
import io.upstack.proto.Evaluation;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.remote.JobGoals;
import io.upstack.runners.shards.JobRunner.Completion;
import io.upstack.runners.shards.PipelineJob;
import io.upstack.stages.evaluate.ReferenceWriter;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Features of images that a cluster has computed, and left in a cache. */
public final class ClusterFeatures implements ReferenceWriter.Source {
  private final ObjectStore cache;
  private final KeptFeatures kept;
  private Optional<Shard> current = Optional.empty();
  private Optional<FeatureBatch> features = Optional.empty();

  private ClusterFeatures(ObjectStore cache, KeptFeatures kept) {
    this.cache = cache;
    this.kept = kept;
  }

  /**
   * Has the cluster compute those that are missing.
   *
   * @param settings the extractor, as the user named it
   * @param cache a store that all workers reach
   */
  public static ClusterFeatures compute(
      Evaluation settings,
      CheckedExtractor extractor,
      ImageSet images,
      int batchSize,
      String device,
      ObjectStore cache,
      RunnerChoice choice)
      throws IOException {
    WorkOrder base =
        ImageJobs.order(settings, extractor, images.size(), batchSize, device, cache.root());
    KeptFeatures kept = new KeptFeatures(cache, base, WorkStage.GIVEN_FEATURES, images);
    while (!kept.missing().isEmpty()
        && ImageJobs.run(choice, cache, List.of(kept.order()), () -> job(kept))
            instanceof Completion.Followed) {
      // Another command has computed the same features. What it left is looked at again.
    }
    return new ClusterFeatures(cache, kept);
  }

  private static PipelineJob job(KeptFeatures kept) throws IOException {
    List<Shard> missing = kept.missing();
    String output = kept.order().getOutput();
    return new PipelineJob(
        "features " + kept.order().getFeatures().getImagesSha256().substring(0, 12),
        List.of(),
        output,
        List.of(output),
        (pipeline, placement) ->
            new EvaluationPipeline(pipeline, placement.terms())
                .ofImages("samples", missing, placement.place(kept.order()))
                .complete(),
        new JobGoals(List.of(kept.goal(missing))),
        PipelineJob.Waiting.ALWAYS);
  }

  @Override
  public List<FeatureBatch> features(long first, ByteBuffer pixels, int count) throws IOException {
    List<FeatureBatch> parts = new ArrayList<>();
    long next = first;
    while (next < first + count) {
      Shard shard = kept.shardOf(next);
      if (!current.equals(Optional.of(shard))) {
        features = Optional.of(FeatureObjects.read(cache, kept.objectName(shard)));
        current = Optional.of(shard);
      }
      int from = Math.toIntExact(next - shard.getFirstSample());
      int to = (int) Math.min(shard.getSamples(), first + count - shard.getFirstSample());
      parts.add(features.orElseThrow().slice(from, to));
      next = shard.getFirstSample() + to;
    }
    return parts;
  }
}
