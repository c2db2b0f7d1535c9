package io.upstack.runners.evaluation;

import ai.djl.Device;
import io.upstack.proto.Metrics;
import io.upstack.proto.StageWork;
import io.upstack.stages.evaluate.Evaluation;
import io.upstack.stages.evaluate.FeatureSource;
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
    int batchSize = evaluation.batchSize();
    try (FeatureExtractor extractor =
        FeatureExtractor.load(evaluation.extractor().localPath(), device)) {
      TimedFeatures reference =
          new TimedFeatures(
              ShardLayout.REFERENCE, evaluation.reference().images(), extractor, batchSize);
      TimedFeatures samples =
          new TimedFeatures(ShardLayout.FEATURES, evaluation.samples(), extractor, batchSize);
      // The comparison takes a while without progress to show, and begins once these are read.
      FeatureSource announced =
          consumer -> {
            samples.forEach(consumer);
            logger.info("comparing {} samples with the reference", evaluation.samples().images());
          };
      MetricSettings settings =
          new MetricSettings(
              evaluation.settings().getSplitSize(), evaluation.settings().getNearestK());
      Metrics metrics =
          new Evaluation(settings, device)
              .of(announced, reference, evaluation.reference().statistics());
      return new Measurement(metrics, List.of(reference.work(), samples.work()));
    }
  }
}
