package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.StepTime;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.Growth;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoredObject;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans, listings and journals take time and memory in proportion to the shards. */
class ShardGrowthTest {
  private static final ShardLayout LAYOUT = CountingStage.of("base").layout();
  private static final int SHARD = 8;

  @TempDir private Path folder;

  @Test
  void twiceTheShardsTakeTwiceTheTimeToPlan() throws Exception {
    Growth.assertLinear(40_000, shards -> () -> ShardPlan.of((long) shards * SHARD, SHARD));
  }

  @Test
  void twiceTheShardsTakeTwiceTheTimeToFindInAListing() throws Exception {
    Growth.assertLinear(
        40_000,
        size -> {
          List<Shard> shards = ShardPlan.of((long) size * SHARD, SHARD);
          ListedStore store = listing(shards);
          RunOrigin origin = new RunOrigin("ab".repeat(32));
          assertThat(FinishedShards.of(shards, LAYOUT, store, origin)).hasSize(size / 2);
          return () -> FinishedShards.of(shards, LAYOUT, store, origin);
        });
  }

  /** Every second one. */
  private static ListedStore listing(List<Shard> shards) {
    return new ListedStore(
        shards.stream()
            .filter(shard -> shard.getIndex() % 2 == 0)
            .map(
                shard ->
                    new StoredObject(
                        LAYOUT.objectName(shard), LAYOUT.objectSize(shard.getSamples()), 0))
            .toList());
  }

  @Test
  void twiceTheEntriesTakeTwiceTheTimeToReadFromAJournal() throws Exception {
    Growth.assertLinear(
        120,
        size -> {
          String root = folder.resolve(String.valueOf(size)).toString();
          try (ObjectStore store = ObjectStores.open(root)) {
            for (Shard shard : ShardPlan.of(size, 1)) {
              Journal.entry(store, LAYOUT, shard).add(work(shard.getIndex()));
            }
          }
          return () -> {
            try (ObjectStore store = ObjectStores.open(root)) {
              return Journal.totals(store, LAYOUT);
            }
          };
        });
  }

  @Test
  void twiceTheEntriesTakeTwiceTheTimeToSum() throws Exception {
    Growth.assertLinear(
        2_000,
        size -> {
          List<WorkRecord> entries =
              ShardPlan.of(size, 1).stream()
                  .map(
                      shard ->
                          WorkRecord.newBuilder()
                              .setShard(shard.getIndex())
                              .addStages(work(shard.getIndex()))
                              .build())
                  .toList();
          return () -> Journal.totals(entries);
        });
  }

  private static StageWork work(int shard) {
    return StageWork.newBuilder()
        .setStage("base")
        .setSamples(1)
        .setSteps(1)
        .addStepTimes(StepTime.newBuilder().setMicroseconds(1_000 + shard % 100 * 10).setSteps(1))
        .build();
  }
}
