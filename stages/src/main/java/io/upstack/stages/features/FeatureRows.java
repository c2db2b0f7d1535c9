package io.upstack.stages.features;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the features of a shard, batch by batch. */
final class FeatureRows {
  private final ShardLayout layout;
  private final int samples;
  private final Map<String, FloatBuffer> rows = new LinkedHashMap<>();

  FeatureRows(ShardLayout layout, int samples) {
    this.layout = layout;
    this.samples = samples;
    for (ArrayLayout array : layout.arrays()) {
      int width = Math.toIntExact(array.row().get(0));
      rows.put(array.name(), FloatBuffer.allocate(Math.multiplyExact(samples, width)));
    }
  }

  void add(FeatureBatch batch) {
    put(FeatureObjects.POOL, batch.pool());
    batch.spatial().ifPresent(features -> put(FeatureObjects.SPATIAL, features));
    batch.logits().ifPresent(features -> put(FeatureObjects.LOGITS, features));
  }

  private void put(String name, Features features) {
    rows.get(name).put(features.toFloats());
  }

  List<NamedArray> arrays() {
    return layout.arrays().stream()
        .map(
            array ->
                NamedArray.ofFloats(
                    array.name(), array.shape(samples), rows.get(array.name()).array()))
        .toList();
  }
}
