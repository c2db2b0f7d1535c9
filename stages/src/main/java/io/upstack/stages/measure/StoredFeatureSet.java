package io.upstack.stages.measure;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.Shard;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.ShardName;
import java.io.IOException;
import java.util.Arrays;

/** Reads the features of a set of images that a stage has stored, with one object per shard. */
final class StoredFeatureSet {
  private final FeatureSet set;

  StoredFeatureSet(FeatureSet set) {
    this.set = set;
  }

  int images() {
    return Math.toIntExact(set.getImages());
  }

  /** Receives the features of some images in turn. */
  @FunctionalInterface
  interface Consumer {
    void accept(Features features) throws IOException;
  }

  /** Passes the features of all images to the consumer, in order. */
  void forEach(FeatureKind kind, Consumer consumer) throws IOException {
    try (ObjectStore store = ObjectStores.open(set.getStore())) {
      for (Shard shard : shards()) {
        consumer.accept(read(store, shard, kind));
      }
    }
  }

  /**
   * Passes the features of some images to the consumer, shard by shard.
   *
   * @param images indices in ascending order
   */
  void forEach(FeatureKind kind, int[] images, Consumer consumer) throws IOException {
    try (ObjectStore store = ObjectStores.open(set.getStore())) {
      int from = 0;
      for (Shard shard : shards()) {
        long end = shard.getFirstSample() + shard.getSamples();
        int to = from;
        while (to < images.length && images[to] < end) {
          to++;
        }
        if (to > from) {
          int first = Math.toIntExact(shard.getFirstSample());
          int[] rows = Arrays.stream(images, from, to).map(image -> image - first).toArray();
          consumer.accept(read(store, shard, kind).pick(rows));
        }
        from = to;
      }
    }
  }

  private Iterable<Shard> shards() {
    return ShardPlan.of(set.getImages(), set.getShardSize());
  }

  private Features read(ObjectStore store, Shard shard, FeatureKind kind) throws IOException {
    return FeatureObjects.read(
        store, new ShardName(set.getDirectory(), shard.getIndex()).name(), kind);
  }
}
