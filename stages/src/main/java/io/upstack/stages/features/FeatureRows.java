package io.upstack.stages.features;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.shards.ArrayLayout;
import io.upstack.stages.shards.ShardLayout;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the features of a shard batch by batch. */
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
    for (FeatureKind kind : FeatureKind.values()) {
      kind.of(batch).ifPresent(features -> rows.get(kind.array()).put(features.toFloats()));
    }
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
