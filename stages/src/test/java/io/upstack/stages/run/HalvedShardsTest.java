package io.upstack.stages.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.shards.Journal;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalvedShardsTest {
  @Test
  void areCountedInAWarning() {
    assertThat(HalvedShards.warnings(whole(shard(0, 0), shard(2, 1), shard(0, 1))))
        .containsExactly(
            "2 of 3 shards were made with halved micro-batches, since a device ran out of memory:"
                + " their samples may differ by one grey level from those of an undisturbed run,"
                + " and their features in the last bits");
  }

  @Test
  void areNotWarnedOfWhereThereAreNone() {
    assertThat(HalvedShards.warnings(whole(shard(0, 0)))).isEmpty();
  }

  @Test
  void entriesThatAreDamagedAreTold() {
    List<String> damaged = List.of("journal/base/00001.textproto", "journal/base/00002.textproto");
    assertThat(HalvedShards.warnings(new Journal.Contents(List.of(shard(0, 0)), damaged)))
        .containsExactly(
            "2 entries of the journal are damaged (journal/base/00001.textproto, ...): what these"
                + " shards took, and whether their micro-batches were halved, is not known");
  }

  private static Journal.Contents whole(WorkRecord... entries) {
    return new Journal.Contents(List.of(entries), List.of());
  }

  private static WorkRecord shard(int base, int upsample) {
    return WorkRecord.newBuilder()
        .addStages(StageWork.newBuilder().setStage("base").setOutOfMemoryHalvings(base))
        .addStages(StageWork.newBuilder().setStage("upsample").setOutOfMemoryHalvings(upsample))
        .build();
  }
}
