package io.upstack.runners.evaluation;

import io.upstack.proto.StageWork;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.evaluate.ExtractedFeatures;
import io.upstack.stages.evaluate.FeatureSource;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.metrics.FeatureExtractor;
import java.io.IOException;
import java.util.List;

/** Features of images, with progress shown, and how long it took to get and to take them in. */
final class TimedFeatures implements FeatureSource {
  private final String stage;
  private final ImageSet images;
  private final FeatureExtractor extractor;
  private final int batchSize;
  private StageWork work = StageWork.getDefaultInstance();

  TimedFeatures(String stage, ImageSet images, FeatureExtractor extractor, int batchSize) {
    this.stage = stage;
    this.images = images;
    this.extractor = extractor;
    this.batchSize = batchSize;
  }

  @Override
  public void forEach(Consumer consumer) throws IOException {
    long start = System.nanoTime();
    long inProgram = extractor.programTime().toNanos();
    try (ProgressDisplay progress =
        ProgressDisplay.start(List.of(new StageGoal(stage, 0, images.images())))) {
      new ExtractedFeatures(images, extractor, batchSize, stage, progress).forEach(consumer);
    }
    work =
        StageWork.newBuilder()
            .setStage(stage)
            .setSamples(images.images())
            .setModelSeconds((extractor.programTime().toNanos() - inProgram) / 1e9)
            .setWallSeconds((System.nanoTime() - start) / 1e9)
            .build();
  }

  /** Of the last time that all features were asked for. */
  StageWork work() {
    return work;
  }
}
