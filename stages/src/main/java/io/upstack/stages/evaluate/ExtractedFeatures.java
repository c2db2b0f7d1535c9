package io.upstack.stages.evaluate;

import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.progress.ProgressListener;
import java.io.IOException;

/**
 * Features of images, extracted as they are read.
 *
 * @param stage what progress is told of
 */
public record ExtractedFeatures(
    ImageSet images,
    FeatureExtractor extractor,
    int batchSize,
    String stage,
    ProgressListener progress)
    implements FeatureSource {
  @Override
  public void forEach(Consumer consumer) throws IOException {
    ImageSize size = images.size();
    try (ImageReader reader = images.open(0)) {
      for (long first = 0; first < images.images(); first += batchSize) {
        int count = (int) Math.min(batchSize, images.images() - first);
        FeatureBatch batch =
            extractor.extract(reader.read(count), count, size.height(), size.width());
        long begin = first;
        batch.requireFinite(image -> images.describe(begin + image));
        consumer.accept(batch);
        progress.samplesDone(stage, count);
      }
    }
  }
}
