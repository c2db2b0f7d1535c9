package io.upstack.stages.features;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** Describes the images of a shard by features. */
public final class FeatureExtraction implements ShardStage {
  private static final int CHANNELS = 3;

  private final ShardLayout layout;
  private final ShardImages images;
  private final ImageSize size;
  private final FeatureExtractor extractor;
  private final int batchSize;

  /**
   * @param layout as {@link FeatureObjects} has it
   * @param batchSize images that go through the extractor together
   */
  public FeatureExtraction(
      ShardLayout layout,
      ShardImages images,
      ImageSize size,
      FeatureExtractor extractor,
      int batchSize) {
    this.layout = layout;
    this.images = images;
    this.size = size;
    this.extractor = extractor;
    this.batchSize = batchSize;
  }

  @Override
  public ShardLayout layout() {
    return layout;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws IOException {
    FeatureRows rows = new FeatureRows(layout, shard.getSamples());
    double seconds = 0;
    try (ImageReader reader = images.open(shard, store)) {
      for (int first = 0; first < shard.getSamples(); first += batchSize) {
        int count = Math.min(batchSize, shard.getSamples() - first);
        FeatureExtractor.Timed timed =
            extractor.extractTimed(
                full(reader.read(count)), batchSize, size.height(), size.width());
        FeatureBatch batch = timed.batch().first(count);
        int begin = first;
        batch.requireFinite(image -> images.describe(shard, begin + image));
        rows.add(batch);
        seconds += timed.programSeconds();
        progress.samplesDone(count);
      }
    }
    List<NamedArray> arrays = rows.arrays();
    return new ShardOutput(arrays, seconds, 0);
  }

  /** With black images after them: features must not depend on how many images there are. */
  private ByteBuffer full(ByteBuffer images) {
    int expected = batchSize * size.height() * size.width() * CHANNELS;
    if (images.remaining() == expected) {
      return images;
    }
    return ByteBuffer.allocate(expected).put(images).rewind();
  }
}
