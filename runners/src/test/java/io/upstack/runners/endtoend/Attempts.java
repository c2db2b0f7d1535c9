package io.upstack.runners.endtoend;

import io.upstack.proto.AttemptRecord;
import io.upstack.stages.shards.ShardAttempts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Reads what simulated runs leave. */
final class Attempts {
  private Attempts() {}

  /** Returns the names of the attempts that an output has recorded. */
  static List<AttemptRecord> of(Path output) throws IOException {
    List<AttemptRecord> attempts = new ArrayList<>();
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      for (StoredObject object : store.list(ShardAttempts.DIRECTORY)) {
        // Workers also leave notices there, which are about no single shard.
        if (!object.name().contains("/notices/")) {
          attempts.add(
              StoreFormat.readMessage(store, object.name(), AttemptRecord.newBuilder()).build());
        }
      }
    }
    return attempts;
  }

  /** Returns the shards of a simulated run that are done. */
  static List<String> done(Path output) throws IOException {
    try (ObjectStore store = ObjectStores.open(output.toString())) {
      return store.list("samples/").stream().map(StoredObject::name).toList();
    }
  }

  /** Returns the names of the objects of all shards but one. */
  static List<String> allBut(int missing, int shards) {
    return IntStream.range(0, shards)
        .filter(shard -> shard != missing)
        .mapToObj("samples/%05d.npz"::formatted)
        .toList();
  }
}
