package io.upstack.runners.evaluation;

import io.upstack.proto.StageWork;
import io.upstack.stages.evaluate.ExtractedFeatures;
import io.upstack.stages.evaluate.FeatureSource;
import io.upstack.stages.evaluate.ImageBatch;
import java.io.IOException;

/** Features of images, and how long it took to get them and to take them in. */
final class TimedFeatures implements FeatureSource {
  private final ExtractedFeatures features;
  private StageWork work = StageWork.getDefaultInstance();

  TimedFeatures(ExtractedFeatures features) {
    this.features = features;
  }

  @Override
  public void forEach(Consumer consumer) throws IOException {
    long start = System.nanoTime();
    long inProgram = features.extractor().programTime().toNanos();
    features.forEach(consumer);
    work =
        StageWork.newBuilder()
            .setStage(features.stage())
            .setSamples(features.files().stream().mapToLong(ImageBatch::images).sum())
            .setModelSeconds((features.extractor().programTime().toNanos() - inProgram) / 1e9)
            .setWallSeconds((System.nanoTime() - start) / 1e9)
            .build();
  }

  /** Of the last time that all features were asked for. */
  StageWork work() {
    return work;
  }
}
