package io.upstack.runners.run;

import io.upstack.proto.RunConfiguration;
import io.upstack.proto.RunRecord;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.commands.RunnerChoice;
import io.upstack.runners.shards.ClusterMicroBatch;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.stack.MicroBatchTrial;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;

/** Determines the batch size of a run whose configuration does not set it. */
final class MicroBatches {
  private final RunnerChoice runner;

  /**
   * @param runner the place where the shards will be made
   */
  MicroBatches(RunnerChoice runner) {
    this.runner = runner;
  }

  /**
   * Returns the configuration with a batch size: its own, the one in the run's record, or one that
   * a trial finds.
   *
   * @param existing the record, if the run has begun
   * @param order makes the order that a worker tries
   */
  ResolvedConfiguration settled(
      ResolvedConfiguration configuration,
      Optional<RunRecord> existing,
      Function<ResolvedConfiguration, WorkOrder> order)
      throws IOException {
    if (configuration.configuration().getExecution().getBatchSize() > 0) {
      return configuration;
    }
    int size =
        existing.isPresent() ? existing.get().getBatchSize() : search(order.apply(configuration));
    RunConfiguration.Builder settled = configuration.configuration().toBuilder();
    settled.getExecutionBuilder().setBatchSize(size);
    return new ResolvedConfiguration(settled.build(), configuration.directory());
  }

  private int search(WorkOrder order) throws IOException {
    if (runner instanceof RunnerChoice.Flink flink) {
      return ClusterMicroBatch.search(flink, order);
    }
    if (runner instanceof RunnerChoice.Application) {
      return ClusterMicroBatch.searchInApplication(order);
    }
    return MicroBatchTrial.search(order);
  }
}
