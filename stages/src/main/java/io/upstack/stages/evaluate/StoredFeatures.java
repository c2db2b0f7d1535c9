package io.upstack.stages.evaluate;

import io.upstack.proto.Shard;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;

/** Features that a stage left in the store, a batch a shard, in order. */
public record StoredFeatures(ObjectStore store, ShardLayout layout, List<Shard> shards)
    implements FeatureSource {
  @Override
  public void forEach(Consumer consumer) throws IOException {
    for (Shard shard : shards) {
      FeatureBatch batch = FeatureObjects.read(store, layout.objectName(shard));
      consumer.accept(batch);
    }
  }
}
