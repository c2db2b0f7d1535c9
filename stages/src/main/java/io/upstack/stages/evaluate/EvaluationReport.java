package io.upstack.stages.evaluate;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Extractor;
import io.upstack.proto.Metrics;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.proto.StageWork;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.inception.InceptionFile;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.shards.StepTimeRecords;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Writes what a report says about an evaluation, regardless of how the samples were made. */
public final class EvaluationReport {
  private EvaluationReport() {}

  /**
   * Begins a report whose finishing time is now, for the caller to complete.
   *
   * @param extractorSha256 the fingerprint of the extractor's file
   * @param upstackVersion the version of this program
   */
  public static Report.Builder begin(
      Evaluation settings,
      String extractorSha256,
      ReferenceBatch reference,
      FeatureWidths widths,
      Metrics metrics,
      String upstackVersion) {
    return Report.newBuilder()
        .setMetrics(metrics)
        .addAllWarnings(LeftOutImages.warning(reference.images()).stream().toList())
        .addAllWarnings(reference.statistics().warning(extractorSha256).stream().toList())
        .setReference(reference(settings, reference))
        .setExtractor(
            Extractor.newBuilder()
                .setPath(settings.getExtractor())
                .setInception(InceptionFile.isPublished(extractorSha256))
                .setFeatures(widths.pool())
                .setSpatialFeatures(widths.spatial().orElse(0)))
        .setUpstackVersion(upstackVersion)
        .setFinishedAt(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Reference.Builder reference(Evaluation settings, ReferenceBatch reference) {
    Reference.Builder message =
        Reference.newBuilder()
            .setPath(settings.getReference())
            .setNumImages(reference.images().images())
            .setStoredStatistics(reference.hasStoredStatistics());
    reference
        .statistics()
        .pool()
        .ifPresent(stored -> stored.count().ifPresent(message::setStatisticsImages));
    return message;
  }

  /** Returns how long a stage took over all its samples. */
  public static StageTiming timing(StageWork work) {
    StageTiming.Builder timing =
        StageTiming.newBuilder()
            .setStage(work.getStage())
            .setSamples(work.getSamples())
            .setModelSeconds(work.getModelSeconds())
            .setWallSeconds(work.getWallSeconds())
            .setImagesPerSecond(work.getSamples() / Math.max(work.getWallSeconds(), 1e-9));
    StepTimes steps = StepTimeRecords.stepTimes(work);
    steps.quantile(0.5).ifPresent(time -> timing.setMedianStepSeconds(time / 1e6));
    steps.quantile(0.95).ifPresent(time -> timing.setStepSecondsOf95Percent(time / 1e6));
    return timing.build();
  }
}
