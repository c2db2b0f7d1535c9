package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final ShardLayout LAYOUT = CountingStage.of("base").layout();

  @TempDir private Path folder;
  private ObjectStore store;

  @BeforeEach
  void open() throws IOException {
    store = ObjectStores.open(folder.toString());
  }

  @AfterEach
  void close() throws IOException {
    store.close();
  }

  @Test
  void theStagesOfAShardAreMergedAndTheLastMeasurementOfEachStands() throws IOException {
    Journal.add(store, LAYOUT, record(4, work("base", 8, 1, 2, 30)));
    Journal.add(store, LAYOUT, record(4, work("features", 8, 0.5, 1, 0)));
    Journal.add(store, LAYOUT, record(4, work("base", 9, 3, 4, 40)));
    assertThat(
            StoreFormat.readMessage(store, "journal/base/00004.textproto", WorkRecord.newBuilder())
                .build())
        .isEqualTo(record(4, work("base", 9, 3, 4, 40), work("features", 8, 0.5, 1, 0)));
  }

  @Test
  void totalsAreSumsOverShards() throws IOException {
    Journal.add(store, LAYOUT, record(0, work("base", 8, 1, 2, 30)));
    Journal.add(
        store, LAYOUT, record(1, work("base", 8, 1.5, 2.25, 30), work("upsample", 8, 7, 8, 60)));
    Journal.add(store, CountingStage.of("reference").layout(), record(0, work("x", 1, 1, 1, 1)));
    assertThat(Journal.totals(store, LAYOUT))
        .isEqualTo(
            Map.of(
                "base", work("base", 16, 2.5, 4.25, 60),
                "upsample", work("upsample", 8, 7, 8, 60)));
  }

  @Test
  void aRunWithoutShardsHasNoTotals() throws IOException {
    assertThat(Journal.totals(store, LAYOUT)).isEmpty();
  }

  private static WorkRecord record(int shard, StageWork... stages) {
    WorkRecord.Builder record = WorkRecord.newBuilder().setShard(shard);
    for (StageWork stage : stages) {
      record.addStages(stage);
    }
    return record.build();
  }

  private static StageWork work(
      String stage, long samples, double modelSeconds, double wallSeconds, long steps) {
    return StageWork.newBuilder()
        .setStage(stage)
        .setSamples(samples)
        .setModelSeconds(modelSeconds)
        .setWallSeconds(wallSeconds)
        .setSteps(steps)
        .build();
  }
}
