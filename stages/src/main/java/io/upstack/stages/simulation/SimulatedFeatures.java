package io.upstack.stages.simulation;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.shards.ShardStage;
import io.upstack.stages.store.ObjectStore;
import java.util.List;
import java.util.Random;

/** Makes random features in place of those of the images. */
public final class SimulatedFeatures implements ShardStage {
  private final ShardLayout layout;

  public SimulatedFeatures(ShardLayout layout) {
    this.layout = layout;
  }

  @Override
  public ShardLayout layout() {
    return layout;
  }

  @Override
  public ShardOutput make(Shard shard, ObjectStore store, ProgressOfShard progress) {
    Random random = new Random(31L * layout.directory().hashCode() + shard.getFirstSample());
    List<NamedArray> arrays =
        layout.arrays().stream().map(array -> drawn(array, shard.getSamples(), random)).toList();
    progress.samplesDone(shard.getSamples());
    return new ShardOutput(arrays, 0);
  }

  private static NamedArray drawn(ArrayLayout array, int samples, Random random) {
    List<Long> shape = array.shape(samples);
    float[] values = new float[Math.toIntExact(shape.stream().reduce(1L, Math::multiplyExact))];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return NamedArray.ofFloats(array.name(), shape, values);
  }
}
