package io.upstack.stages.features;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.diffusion.StepTimes;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.InterruptedWorkException;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.IntSupplier;

/** Extracts features from the images of a shard. */
public final class FeatureExtraction implements ShardStage {
  private static final int CHANNELS = 3;

  private final ShardLayout layout;
  private final ShardImages images;
  private final ImageSize size;
  private final FeatureExtractor extractor;
  private final IntSupplier batchSize;
  private final DeviceTurns turns;

  /**
   * @param layout a layout that {@link FeatureObjects} describes
   * @param batchSize the number of images that go through the extractor together, determined for
   *     each shard; large images use fewer, see {@link ImageSize#together}
   * @param turns the turns on the extractor's device, of which each micro-batch takes one
   */
  public FeatureExtraction(
      ShardLayout layout,
      ShardImages images,
      ImageSize size,
      FeatureExtractor extractor,
      IntSupplier batchSize,
      DeviceTurns turns) {
    this.layout = layout;
    this.images = images;
    this.size = size;
    this.extractor = extractor;
    this.batchSize = batchSize;
    this.turns = turns;
  }

  @Override
  public ShardLayout layout() {
    return layout;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress)
      throws IOException {
    FeatureRows rows = new FeatureRows(layout, shard.getSamples());
    BatchParts parts = new BatchParts();
    double seconds = 0;
    int batchSize = size.together(this.batchSize.getAsInt());
    try (ImageReader reader = images.open(shard, store)) {
      for (int first = 0; first < shard.getSamples(); first += batchSize) {
        int count = Math.min(batchSize, shard.getSamples() - first);
        InterruptedWorkException.throwIfInterrupted(images.describe(shard, first));
        int done = 0;
        for (FeatureExtractor.Timed timed :
            described(full(reader.read(count), batchSize), batchSize, parts)) {
          seconds += timed.programSeconds();
          if (done < count) {
            int begin = first + done;
            FeatureBatch batch = timed.batch().first(Math.min(timed.batch().size(), count - done));
            batch.requireFinite(image -> images.describe(shard, begin + image));
            rows.add(batch);
            done += batch.size();
          }
        }
        progress.samplesDone(count);
      }
    }
    images.requireUnchanged(shard);
    List<NamedArray> arrays = rows.arrays();
    return new ShardOutput(arrays, seconds, StepTimes.NONE, parts.halvings());
  }

  private List<FeatureExtractor.Timed> described(
      ByteBuffer pixels, int batchSize, BatchParts parts) {
    try (DeviceTurns.Turn turn = turns.take()) {
      return parts.run(
          batchSize,
          (first, end) ->
              extractor.extractTimed(
                  pixels.slice(first * imageBytes(), (end - first) * imageBytes()),
                  end - first,
                  size.height(),
                  size.width()));
    }
  }

  private int imageBytes() {
    return size.height() * size.width() * CHANNELS;
  }

  /**
   * Fills a batch up with black images, because features must not depend on how many images there
   * are.
   */
  private ByteBuffer full(ByteBuffer images, int batchSize) {
    int expected = batchSize * imageBytes();
    if (images.remaining() == expected) {
      return images;
    }
    return ByteBuffer.allocate(expected).put(images).rewind();
  }
}
