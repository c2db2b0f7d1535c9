package io.upstack.runners.evaluation;

import ai.djl.Device;
import io.upstack.proto.Metrics;
import io.upstack.proto.StageWork;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.evaluate.Evaluation;
import io.upstack.stages.evaluate.ExtractedFeatures;
import io.upstack.stages.evaluate.FeatureSource;
import io.upstack.stages.evaluate.ImageBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The metrics of samples, from features that are extracted as the images are read.
 *
 * @param work what it took to extract them: of the reference, then of the samples
 */
record Measurement(Metrics metrics, List<StageWork> work) {
  private static final Logger logger = LoggerFactory.getLogger(Measurement.class);

  Measurement {
    work = List.copyOf(work);
  }

  static Measurement of(CheckedEvaluation evaluation) throws IOException {
    TorchEngine.useThreads(Runtime.getRuntime().availableProcessors());
    Device device = TorchEngine.device("cpu");
    List<ImageBatch> reference = List.of(evaluation.reference().batch());
    List<StageGoal> goals =
        List.of(
            new StageGoal(ShardLayout.REFERENCE, 0, evaluation.reference().batch().images()),
            new StageGoal(ShardLayout.FEATURES, 0, evaluation.samples().images()));
    try (FeatureExtractor extractor =
            FeatureExtractor.load(evaluation.extractor().localPath(), device);
        ProgressDisplay progress = ProgressDisplay.start(goals)) {
      TimedFeatures ofReference =
          new TimedFeatures(
              new ExtractedFeatures(
                  reference, extractor, evaluation.batchSize(), ShardLayout.REFERENCE, progress));
      TimedFeatures ofSamples =
          new TimedFeatures(
              new ExtractedFeatures(
                  evaluation.samples().batches(),
                  extractor,
                  evaluation.batchSize(),
                  ShardLayout.FEATURES,
                  progress));
      FeatureSource lastToBeRead =
          consumer -> {
            ofSamples.forEach(consumer);
            progress.close();
            logger.info("comparing {} samples with the reference", evaluation.samples().images());
          };
      MetricSettings settings =
          new MetricSettings(
              evaluation.settings().getSplitSize(), evaluation.settings().getNearestK());
      Metrics metrics =
          new Evaluation(settings, device)
              .of(lastToBeRead, ofReference, evaluation.reference().statistics());
      return new Measurement(metrics, List.of(ofReference.work(), ofSamples.work()));
    }
  }
}
