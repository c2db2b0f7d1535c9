package io.upstack.stages.run;

import io.upstack.proto.WorkRecord;
import io.upstack.stages.shards.Journal;
import java.util.ArrayList;
import java.util.List;

/** Reports shards whose micro-batches did not fit into the memory of a device. */
final class HalvedShards {
  private HalvedShards() {}

  /**
   * Returns at most two warnings: one about all halved shards together, and one about damaged
   * entries.
   */
  static List<String> warnings(Journal.Contents journal) {
    List<String> warnings = new ArrayList<>(halved(journal.entries()));
    if (!journal.unreadable().isEmpty()) {
      warnings.add(
          ("%d entries of the journal are damaged (%s, ...): what these shards took, and whether"
                  + " their micro-batches were halved, is not known")
              .formatted(journal.unreadable().size(), journal.unreadable().get(0)));
    }
    return warnings;
  }

  private static List<String> halved(List<WorkRecord> journal) {
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
