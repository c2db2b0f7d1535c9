package io.upstack.stages.merge;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.progress.ProgressListener;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** Writes the samples of a stage to a file, shard by shard, reading each shard once. */
public final class FileMerge {
  private final FinishedStage stage;
  private final ProgressListener progress;

  /**
   * @param progress receives the number of merged images as {@link FinishedStage#MERGE}
   */
  public FileMerge(FinishedStage stage, ProgressListener progress) {
    this.stage = stage;
    this.progress = progress;
  }

  /**
   * Writes the npz.
   *
   * @param channel a channel at its beginning; it stays open
   * @throws IOException naming the shard that is damaged or invalid
   */
  public void write(SeekableByteChannel channel) throws IOException {
    Labels labels = new Labels();
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(stage.imagesOf(output -> copy(output, labels)));
    arrays.addAll(stage.labelsOf(labels::writeTo));
    NpzWriter.write(channel, arrays);
  }

  private void copy(OutputStream output, Labels labels) throws IOException {
    ShardCopy shards = new ShardCopy(stage.store(), stage.layout());
    for (FinishedShard shard : stage.shards()) {
      labels.add(shards.write(shard, output));
      progress.samplesDone(FinishedStage.MERGE, shard.shard().getSamples());
    }
  }
}
