package io.upstack.stages.measure;

import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Decides which units a measurement is divided into, and where their results are stored. */
public final class MeasurementPlan {
  private static final List<WorkStage> OF_REFERENCE =
      List.of(
          WorkStage.REFERENCE_NEIGHBOURS,
          WorkStage.POOL_ROOT,
          WorkStage.SPATIAL_ROOT,
          WorkStage.REFERENCE_KERNEL);
  // The stages that take longest come first, so that none of them begins when all others are done.
  private static final List<WorkStage> OF_SAMPLES =
      List.of(
          WorkStage.SAMPLE_NEIGHBOURS,
          WorkStage.SAMPLE_KERNEL,
          WorkStage.POOL_MOMENTS,
          WorkStage.SPATIAL_MOMENTS,
          WorkStage.KERNEL_DISTANCE);
  private static final List<WorkStage> OF_BOTH =
      List.of(WorkStage.COMPARISON, WorkStage.POOL_FRECHET, WorkStage.SPATIAL_FRECHET);

  private final MeasurementSettings settings;
  private final MeasurementOrder order;
  private final Map<WorkStage, UnitFamily> families;

  private MeasurementPlan(MeasurementSettings settings) {
    this.settings = settings;
    this.order = settings.order();
    this.families = UnitFamilies.of(settings);
  }

  /**
   * Returns the plan of a measurement.
   *
   * @param work the order with the measurement, the widths of the features and the evaluation's
   *     settings
   */
  public static MeasurementPlan of(WorkOrder work) {
    return new MeasurementPlan(new MeasurementSettings(work));
  }

  /** Returns the rounds of units to compute, one after another. */
  public List<MeasurementRound> rounds() {
    List<MeasurementRound> rounds = new ArrayList<>(rounds(MeasurementRound.Phase.STATISTICS));
    rounds.addAll(rounds(MeasurementRound.Phase.METRICS));
    return List.copyOf(rounds);
  }

  /** Returns the rounds of a phase, which do not depend on one another. */
  public List<MeasurementRound> rounds(MeasurementRound.Phase phase) {
    String reference = order.getReference().getStore();
    String results = order.getResults();
    if (phase == MeasurementRound.Phase.METRICS) {
      return List.of(new MeasurementRound(results, present(OF_BOTH)));
    }
    if (!reference.equals(results)) {
      return List.of(
          new MeasurementRound(reference, present(OF_REFERENCE)),
          new MeasurementRound(results, present(OF_SAMPLES)));
    }
    List<UnitFamily> all = new ArrayList<>(present(OF_SAMPLES));
    all.addAll(1, present(OF_REFERENCE));
    return List.of(new MeasurementRound(results, all));
  }

  /**
   * Returns whether all units of an order exist, whose features have to exist.
   *
   * @param work an order with a measurement whose features have everything but digests
   */
  public static boolean isFinished(WorkOrder work) throws IOException {
    for (MeasurementRound round : of(FinishedFeatures.measurement(work)).rounds()) {
      try (ObjectStore store = ObjectStores.open(round.store())) {
        if (!round.pending(store).isEmpty()) {
          return false;
        }
      }
    }
    return true;
  }

  /** Returns the number of units in all rounds. */
  public int units() {
    return rounds().stream().mapToInt(MeasurementRound::units).sum();
  }

  private List<UnitFamily> present(List<WorkStage> stages) {
    return stages.stream().filter(families::containsKey).map(families::get).toList();
  }

  /** Returns the store that has a family's objects. */
  String store(WorkStage stage) {
    return OF_REFERENCE.contains(stage) ? order.getReference().getStore() : order.getResults();
  }

  /** Returns the family, or nothing if the extractor returns no features for it. */
  Optional<UnitFamily> ifPresent(WorkStage stage) {
    return Optional.ofNullable(families.get(stage));
  }

  UnitFamily family(WorkStage stage) {
    return ifPresent(stage)
        .orElseThrow(() -> new IllegalArgumentException("the measurement has no units " + stage));
  }

  MeasurementSettings settings() {
    return settings;
  }
}
