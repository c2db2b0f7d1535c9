package io.upstack.stages.measure;

import io.upstack.proto.WorkStage;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Reads the results of units of an earlier round. */
final class UnitObjects {
  private final MeasurementPlan plan;

  UnitObjects(MeasurementPlan plan) {
    this.plan = plan;
  }

  /** Reads a result from a unit's object. */
  @FunctionalInterface
  interface Reading<T> {
    T of(NpzFile file, int unit) throws IOException;
  }

  <T> T read(WorkStage stage, int unit, Reading<T> reading) throws IOException {
    try (ObjectStore store = ObjectStores.open(plan.store(stage))) {
      return read(store, plan.family(stage).objectName(unit), unit, reading);
    }
  }

  /** Reads a result that many units read. */
  <T> T readAgain(WorkStage stage, int unit, Reading<T> reading) throws IOException {
    String name = plan.family(stage).objectName(unit);
    try (ObjectStore store = ObjectStores.open(plan.store(stage));
        NpzFile file = NpzFile.open(store.readAgain(name), name)) {
      return reading.of(file, unit);
    }
  }

  /** Reads the results of all units of a family, in order. */
  <T> List<T> readAll(WorkStage stage, Reading<T> reading) throws IOException {
    List<T> all = new ArrayList<>();
    forEach(stage, reading, all::add);
    return all;
  }

  /**
   * Reads the results of all units of a family, in order, and passes on each before it reads the
   * next.
   */
  <T> void forEach(WorkStage stage, Reading<T> reading, Consumer<T> consumer) throws IOException {
    UnitFamily family = plan.family(stage);
    try (ObjectStore store = ObjectStores.open(plan.store(stage))) {
      for (int unit = 0; unit < family.count(); unit++) {
        consumer.accept(read(store, family.objectName(unit), unit, reading));
      }
    }
  }

  private static <T> T read(ObjectStore store, String name, int unit, Reading<T> reading)
      throws IOException {
    try (NpzFile file = NpzFile.open(store.read(name), name)) {
      return reading.of(file, unit);
    }
  }
}
