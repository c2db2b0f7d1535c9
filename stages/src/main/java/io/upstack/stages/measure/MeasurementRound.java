package io.upstack.stages.measure;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoredObject;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Units that do not depend on one another and whose objects go to one store.
 *
 * @param store location of the store
 */
public record MeasurementRound(String store, List<UnitFamily> families) {
  public MeasurementRound {
    families = List.copyOf(families);
  }

  /** The phases of a measurement, one after another. */
  public enum Phase {
    /** The units that need the features of one set. */
    STATISTICS,
    /** The units that need the results of the statistics. */
    METRICS
  }

  /** Returns the order for workers on the units of this round. */
  public WorkOrder order(WorkOrder measurement) {
    return measurement.toBuilder().setOutput(store).clearStages().addAllStages(stages()).build();
  }

  public List<WorkStage> stages() {
    return families.stream().map(UnitFamily::stage).toList();
  }

  public int units() {
    return families.stream().mapToInt(UnitFamily::count).sum();
  }

  /** Returns the units that do not exist yet. It lists the store once. */
  public List<Shard> pending(ObjectStore opened) throws IOException {
    Map<String, StoredObject> objects =
        opened.list(UnitFamily.STAGE + "/").stream()
            .collect(Collectors.toMap(StoredObject::name, Function.identity()));
    List<Shard> pending = new ArrayList<>();
    for (UnitFamily family : families) {
      ShardLayout layout = family.layout();
      for (Shard unit : family.units()) {
        StoredObject object = objects.get(layout.objectName(unit));
        if (object == null || !layout.isComplete(object, unit)) {
          pending.add(unit);
        }
      }
    }
    return pending;
  }
}
