package io.upstack.stages.evaluate;

import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.progress.ProgressListener;
import io.upstack.stages.shards.ShardLayout;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * Features of the images of npz files, extracted as they are read.
 *
 * @param stage what progress is told of
 */
public record ExtractedFeatures(
    List<ImageBatch> files,
    FeatureExtractor extractor,
    int batchSize,
    String stage,
    ProgressListener progress)
    implements FeatureSource {
  @Override
  public void forEach(Consumer consumer) throws IOException {
    for (ImageBatch file : files) {
      try (NpzFile npz = NpzFile.open(file.file().open(), file.file().location());
          ArrayReader images = npz.array(ShardLayout.IMAGES)) {
        forEach(file, images, consumer);
      }
    }
  }

  private void forEach(ImageBatch file, ArrayReader images, Consumer consumer) throws IOException {
    while (images.rowsLeft() > 0) {
      int count = (int) Math.min(batchSize, images.rowsLeft());
      ByteBuffer rows = images.readRows(count);
      consumer.accept(extractor.extract(rows, count, file.size().height(), file.size().width()));
      progress.samplesDone(stage, count);
    }
  }
}
