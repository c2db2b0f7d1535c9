package io.upstack.runners.run;

import io.upstack.proto.WorkRecord;
import java.util.List;

/** Tells of shards whose micro-batches did not fit into the memory of a device. */
final class HalvedShards {
  private HalvedShards() {}

  /** At most one, of all shards together. */
  static List<String> warnings(List<WorkRecord> journal) {
    long halved = journal.stream().filter(HalvedShards::isHalved).count();
    if (halved == 0) {
      return List.of();
    }
    return List.of(
        ("%d of %d shards were made with halved micro-batches, since a device ran out of memory:"
                + " their samples may differ by one grey level from those of an undisturbed run,"
                + " and their features in the last bits")
            .formatted(halved, journal.size()));
  }

  private static boolean isHalved(WorkRecord shard) {
    return shard.getStagesList().stream().anyMatch(stage -> stage.getOutOfMemoryHalvings() > 0);
  }
}
