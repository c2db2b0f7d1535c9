package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ShardName;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Which shards a stage has finished, learnt by one listing. */
public final class FinishedShards {
  private FinishedShards() {}

  /** Those of {@code shards} whose object is there and complete. */
  public static List<Shard> of(List<Shard> shards, ShardLayout layout, ObjectStore store)
      throws IOException {
    Map<Integer, StoredObject> objects =
        ShardName.shards(layout.directory(), store.list(layout.directory() + "/"));
    return shards.stream()
        .filter(shard -> objects.containsKey(shard.getIndex()))
        .filter(shard -> layout.isComplete(objects.get(shard.getIndex()), shard))
        .toList();
  }
}
