package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.proto.StageWork;
import io.upstack.proto.StepTime;
import io.upstack.proto.WorkRecord;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    add(record(4, work("base", 8, 1, 2, 30)));
    add(record(4, work("features", 8, 0.5, 1, 0)));
    add(record(4, work("base", 9, 3, 4, 40)));
    assertThat(
            StoreFormat.readMessage(store, "journal/base/00004.textproto", WorkRecord.newBuilder())
                .build())
        .isEqualTo(record(4, work("base", 9, 3, 4, 40), work("features", 8, 0.5, 1, 0)));
  }

  @Test
  void totalsAreSumsOverShards() throws IOException {
    add(record(0, work("base", 8, 1, 2, 30)));
    add(record(1, work("base", 8, 1.5, 2.25, 30), work("upsample", 8, 7, 8, 60)));
    Journal.entry(store, CountingStage.of("reference").layout(), Shard.getDefaultInstance())
        .add(work("x", 1, 1, 1, 1));
    assertThat(Journal.totals(store, LAYOUT))
        .isEqualTo(
            Map.of(
                "base", work("base", 16, 2.5, 4.25, 60),
                "upsample", work("upsample", 8, 7, 8, 60)));
  }

  @Test
  void stepsAreCountedTogether() {
    StageWork.Builder some = work("base", 8, 1, 2, 3).toBuilder();
    StageWork.Builder others = work("base", 8, 1, 2, 2).toBuilder();
    some.addStepTimes(time(20_000, 2)).addStepTimes(time(31_000, 1));
    others.addStepTimes(time(500, 1)).addStepTimes(time(20_000, 1));
    StageWork ofBefore = work("base", 8, 1, 2, 30);

    StageWork total =
        Journal.totals(
                List.of(record(0, some.build()), record(1, ofBefore), record(2, others.build())))
            .get("base");

    assertThat(total.getSteps()).isEqualTo(35);
    assertThat(total.getStepTimesList())
        .containsExactly(time(500, 1), time(20_000, 3), time(31_000, 1));
    assertThat(StepTimeRecords.stepTimes(total).quantile(0.5)).hasValue(20_000);
  }

  @Test
  void aRunWithoutShardsHasNoTotals() throws IOException {
    assertThat(Journal.totals(store, LAYOUT)).isEmpty();
  }

  @Test
  void damagedEntriesAreNamedAndTheOthersRead() throws IOException {
    for (int shard = 0; shard < 3; shard++) {
      add(record(shard, work("base", 8, 1, 2, 30)));
    }
    StoreFormat.writeUtf8(store, "journal/base/00000.textproto", "shard: zero");
    Files.writeString(folder.resolve("journal/base/00001.textproto"), "shard: 7");

    Journal.Contents journal = Journal.read(store, LAYOUT);

    assertThat(journal.entries()).containsExactly(record(2, work("base", 8, 1, 2, 30)));
    assertThat(journal.unreadable())
        .containsExactly("journal/base/00000.textproto", "journal/base/00001.textproto");

    add(record(0, work("base", 8, 1, 2, 30)));
    add(record(1, work("base", 8, 1, 2, 30)));
    assertThat(Journal.read(store, LAYOUT).unreadable()).isEmpty();
  }

  private void add(WorkRecord record) {
    Journal.Entry entry =
        Journal.entry(store, LAYOUT, Shard.newBuilder().setIndex(record.getShard()).build());
    record.getStagesList().forEach(entry::add);
  }

  private static StepTime time(int microseconds, long steps) {
    return StepTime.newBuilder().setMicroseconds(microseconds).setSteps(steps).build();
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
