package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ShardName;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Finds out with one listing which shards a stage has finished. */
public final class FinishedShards {
  private FinishedShards() {}

  /**
   * Returns those of {@code shards} whose object exists and is complete.
   *
   * @param origin the run that the objects must belong to
   * @throws io.upstack.stages.problems.InvalidInputException naming an object of another run
   */
  public static List<Shard> of(
      List<Shard> shards, ShardLayout layout, ObjectStore store, RunOrigin origin)
      throws IOException {
    Map<Integer, StoredObject> objects = objects(layout, store);
    List<StoredObject> foreign =
        shards.stream()
            .map(shard -> objects.get(shard.getIndex()))
            .filter(Objects::nonNull)
            .filter(origin::isForeign)
            .toList();
    Problems problems = new Problems();
    if (!foreign.isEmpty()) {
      String more =
          foreign.size() > 1 ? ", and so were %d more objects".formatted(foreign.size() - 1) : "";
      problems.add(
          layout.directory(),
          "%s%s: remove what the other run has made, or name another output"
              .formatted(origin.describe(foreign.get(0)), more));
    }
    problems.throwIfAny("%s, which holds objects of another run".formatted(store.root()));
    return finished(shards, layout, objects);
  }

  /** Returns those of {@code shards} whose object exists and is complete. */
  public static List<Shard> of(List<Shard> shards, ShardLayout layout, ObjectStore store)
      throws IOException {
    return finished(shards, layout, objects(layout, store));
  }

  private static Map<Integer, StoredObject> objects(ShardLayout layout, ObjectStore store)
      throws IOException {
    return ShardName.shards(layout.directory(), store.list(layout.directory() + "/"));
  }

  private static List<Shard> finished(
      List<Shard> shards, ShardLayout layout, Map<Integer, StoredObject> objects) {
    return shards.stream()
        .filter(shard -> objects.containsKey(shard.getIndex()))
        .filter(shard -> layout.isComplete(objects.get(shard.getIndex()), shard))
        .toList();
  }
}
