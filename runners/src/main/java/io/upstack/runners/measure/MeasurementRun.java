package io.upstack.runners.measure;

import io.upstack.pipelines.ShardPipeline;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.embedded.EmbeddedFlink;
import io.upstack.runners.progress.ProgressDisplay;
import io.upstack.runners.progress.StageGoal;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementRound;
import io.upstack.stages.measure.UnitFamily;
import io.upstack.stages.progress.ProgressHub;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Makes the units of a measurement that are missing, on a Flink inside this process. */
public final class MeasurementRun {
  private final MeasurementPlan plan;
  private final WorkOrder order;
  private final int slots;

  /**
   * @param order with a measurement
   */
  public MeasurementRun(WorkOrder order, int slots) {
    this.plan = MeasurementPlan.of(order);
    this.order = order;
    this.slots = slots;
  }

  /** Leaves every unit of the measurement in its store. */
  public void execute() throws IOException {
    List<Pending> rounds = new ArrayList<>();
    for (MeasurementRound round : plan.rounds()) {
      try (ObjectStore store = ObjectStores.open(round.store())) {
        rounds.add(new Pending(round, round.pending(store)));
      }
    }
    int total = rounds.stream().mapToInt(pending -> pending.round().units()).sum();
    int missing = rounds.stream().mapToInt(pending -> pending.units().size()).sum();
    if (missing == 0) {
      return;
    }
    StageGoal goal = new StageGoal(UnitFamily.STAGE, total - missing, total);
    try (EmbeddedFlink flink = EmbeddedFlink.start(slots);
        ProgressDisplay display = ProgressDisplay.start(List.of(goal))) {
      ProgressHub.listenWith(display);
      rounds.forEach(pending -> execute(flink, pending));
    } finally {
      ProgressHub.stopListening();
    }
  }

  private void execute(EmbeddedFlink flink, Pending pending) {
    if (pending.units().isEmpty()) {
      return;
    }
    WorkOrder roundOrder =
        order.toBuilder()
            .setOutput(pending.round().store())
            .clearStages()
            .addAllStages(pending.round().stages())
            .build();
    flink.run(
        UnitFamily.STAGE,
        pipeline -> ShardPipeline.assemble(pipeline, pending.units(), roundOrder));
  }

  private record Pending(MeasurementRound round, List<Shard> units) {}
}
