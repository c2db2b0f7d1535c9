package io.upstack.stages.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.Growth;
import io.upstack.stages.shards.ListedStore;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Units are as many as pairs of blocks: 20,100 of a million images, 2,001,000 of ten. */
class UnitGrowthTest {
  private static final int UNITS_OF_A_MILLION = 20_100;
  private static final int UNITS_OF_TEN_MILLION = 2_001_000;
  private static final int BLOCK = 5_000;

  @TempDir private Path folder;

  @Test
  void twiceTheUnitsTakeTwiceTheTimeToName() throws Exception {
    Growth.assertLinear(UNITS_OF_A_MILLION, size -> naming(family(size)));
  }

  private static Callable<?> naming(UnitFamily family) {
    return () -> {
      long length = 0;
      for (int unit = 0; unit < family.count(); unit++) {
        length += family.objectName(unit).length();
      }
      return length;
    };
  }

  @Test
  void twiceTheUnitsTakeTwiceTheTimeToFindInAListing() throws Exception {
    Growth.assertLinear(
        UNITS_OF_A_MILLION,
        size -> {
          UnitFamily family = family(size);
          ShardLayout layout = family.layout();
          List<StoredObject> objects = new ArrayList<>();
          for (int unit = 0; unit < size; unit += 2) {
            objects.add(new StoredObject(family.objectName(unit), layout.objectSize(1), 0));
          }
          MeasurementRound round = new MeasurementRound("store", List.of(family));
          ListedStore store = new ListedStore(objects);
          assertThat(round.pending(store)).hasSize(size / 2);
          return () -> round.pending(store);
        });
  }

  /** The table of the README goes to ten million images. */
  @Test
  @Tag("slow")
  void theUnitsOfTenMillionImagesArePlannedInSeconds() throws Exception {
    WorkOrder order = order(2_000L * BLOCK);
    long before = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();

    MeasurementPlan plan = MeasurementPlan.of(order);
    UnitFamily family = plan.family(WorkStage.SAMPLE_NEIGHBOURS);
    assertThat(family.count()).isEqualTo(UNITS_OF_TEN_MILLION);
    assertThat(plan.rounds()).hasSize(3);
    naming(family).call();
    List<Shard> pending =
        new MeasurementRound("store", List.of(family)).pending(new ListedStore(List.of()));

    assertThat(pending).hasSize(UNITS_OF_TEN_MILLION);
    assertThat(
            Duration.ofNanos(
                ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - before))
        .isLessThan(Duration.ofSeconds(60));
  }

  @Test
  void twiceTheBlocksOfTheReferenceTakeTwiceTheTimeToPlan() throws Exception {
    Growth.assertLinear(
        100_000,
        images -> {
          WorkOrder order = order(images);
          return () -> {
            for (int time = 0; time < 200; time++) {
              MeasurementPlan.of(order).rounds();
            }
            return order;
          };
        });
  }

  private WorkOrder order(long images) {
    FeatureSet set =
        FeatureSet.newBuilder()
            .setStore("store")
            .setDirectory("features")
            .setImages(images)
            .setShardSize(BLOCK)
            .setDigest("ab")
            .build();
    return new MeasuredSets(folder).order(set, set, folder.resolve("x").toString());
  }

  private UnitFamily family(int count) {
    ShardLayout layout =
        MeasurementPlan.of(order(BLOCK)).family(WorkStage.SAMPLE_NEIGHBOURS).layout();
    return new UnitFamily(WorkStage.SAMPLE_NEIGHBOURS, layout, count);
  }

  /** All units of a family together would take memory with the square of the images. */
  @Test
  void whatUnitsLeftIsTakenOneByOne() throws IOException {
    MeasuredSets sets = new MeasuredSets(folder);
    WorkOrder.Builder subsets =
        sets
            .order(
                sets.keep("run", "aa", MeasuredSets.batch(1, 60, 0)),
                sets.keep("cache", "bb", MeasuredSets.batch(2, 60, 0)),
                "results")
            .toBuilder();
    subsets
        .getConfigurationBuilder()
        .getEvaluationBuilder()
        .setKidEstimator("torch_fidelity_subsets");
    WorkOrder order = subsets.build();
    sets.execute(order, 1);
    List<String> events = new ArrayList<>();

    new UnitObjects(MeasurementPlan.of(order))
        .forEach(
            WorkStage.KERNEL_DISTANCE,
            (file, unit) -> {
              events.add("read");
              return unit;
            },
            unit -> events.add("taken " + unit));

    assertThat(events).startsWith("read", "taken 0", "read", "taken 1", "read", "taken 2");
  }
}
