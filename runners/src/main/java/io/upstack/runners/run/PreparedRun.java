package io.upstack.runners.run;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunOrder;
import io.upstack.proto.RunRecord;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.runners.commands.Versions;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.MeasurementOrders;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.labels.SampleLabels;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.run.RunPlan;
import io.upstack.stages.shards.RunOrigin;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A run whose inputs have been checked.
 *
 * @param record the record of what generates its samples
 * @param order what workers need to know
 * @param reference the reference; absent if nothing is evaluated
 * @param store the run's output
 */
public record PreparedRun(
    ResolvedConfiguration configuration,
    RunRecord record,
    WorkOrder order,
    Optional<ReferenceBatch> reference,
    ObjectStore store)
    implements AutoCloseable {
  /** Returns all shards of the run, done or not. */
  public List<Shard> shards() {
    return ShardPlan.of(record.getGeneration().getNumSamples(), record.getShardSize());
  }

  /** Returns the origin that the run's objects carry. */
  RunOrigin origin() {
    return new RunOrigin(order.getOrigin());
  }

  /** Returns the layout of a stage's objects. */
  public ShardLayout layout(WorkStage stage) {
    return RunPlan.layout(order, stage);
  }

  /** Returns what is to be done, from labels to the report if the run is evaluated. */
  public RunPlan plan() throws IOException {
    RunOrder.Builder run =
        RunOrder.newBuilder()
            .setWork(order)
            .setRecord(record)
            .setUpstackVersion(Versions.upstack());
    if (reference.isPresent()) {
      run.setReference(referenceOrder());
      run.getWorkBuilder().setMeasurement(measurement(reference.get()));
    }
    return new RunPlan(run.build());
  }

  /** Returns the location of the store for results that depend only on the reference. */
  private String referenceLocation() {
    String cache = order.getConfiguration().getEvaluation().getReferenceCache();
    return cache.isEmpty() ? order.getOutput() : configuration.locate(cache);
  }

  private WorkOrder referenceOrder() {
    return order.toBuilder()
        .clearStages()
        .addStages(WorkStage.REFERENCE_FEATURES)
        .setOutput(referenceLocation())
        .build();
  }

  private MeasurementOrder measurement(ReferenceBatch given) throws IOException {
    MeasurementOrder.Builder measurement =
        MeasurementOrder.newBuilder()
            .setSamples(
                FeatureSet.newBuilder()
                    .setStore(order.getOutput())
                    .setDirectory(layout(WorkStage.FEATURES).directory())
                    .setImages(record.getGeneration().getNumSamples())
                    .setShardSize(record.getShardSize()))
            .setReference(
                FeatureSet.newBuilder()
                    .setStore(referenceLocation())
                    .setDirectory(layout(WorkStage.REFERENCE_FEATURES).directory())
                    .setImages(given.images().images())
                    .setShardSize(RunPlan.REFERENCE_SHARD))
            .setResults(order.getOutput())
            .addAllChosenLabels(SampleLabels.of(record.getGeneration()).cycle().asList());
    return MeasurementOrders.withStatistics(measurement, given).build();
  }

  @Override
  public void close() throws IOException {
    store.close();
  }
}
