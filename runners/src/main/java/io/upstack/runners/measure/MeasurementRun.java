package io.upstack.runners.measure;

import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.progress.StageGoal;
import io.upstack.runners.shards.ShardJob;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementRound;
import io.upstack.stages.measure.UnitFamily;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.List;

/** Makes the missing units of a measurement. */
final class MeasurementRun {
  private final MeasurementPlan plan;
  private final WorkOrder order;
  private final ShardRunner runner;

  /**
   * @param order an order with a measurement
   */
  MeasurementRun(WorkOrder order, ShardRunner runner) {
    this.plan = MeasurementPlan.of(order);
    this.order = order;
    this.runner = runner;
  }

  /** Makes every missing unit, so that the store has all units of the measurement. */
  void execute() throws IOException {
    List<MeasurementRound> rounds = plan.rounds();
    for (int number = 1; number <= rounds.size(); number++) {
      make(rounds.get(number - 1), number);
    }
  }

  private void make(MeasurementRound round, int number) throws IOException {
    while (true) {
      ShardJob job = job(round, number);
      if (job.isDone() || !(runner.make(job) instanceof ShardRunner.Completion.Followed)) {
        return;
      }
    }
  }

  private ShardJob job(MeasurementRound round, int number) throws IOException {
    WorkOrder roundOrder =
        order.toBuilder()
            .setOutput(round.store())
            .clearStages()
            .addAllStages(round.stages())
            .build();
    List<Shard> pending = pending(round);
    int units = round.units();
    return new ShardJob(
        UnitFamily.STAGE + " " + number,
        roundOrder,
        units,
        pending,
        List.of(StageGoal.ofUnits(UnitFamily.STAGE, units - pending.size(), units)),
        ShardJob.Waiting.ALWAYS);
  }

  private static List<Shard> pending(MeasurementRound round) throws IOException {
    try (ObjectStore store = ObjectStores.open(round.store())) {
      return round.pending(store);
    }
  }
}
