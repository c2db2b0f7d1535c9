package io.upstack.runners.measure;

import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.measure.MeasurementTerms;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.store.Buckets;
import java.io.IOException;

/** Computes metrics from features. */
public final class Measurements {
  private Measurements() {}

  /**
   * Makes the missing units and joins all units. It reuses the results of earlier measurements of
   * the same features.
   *
   * @param work an order with the configuration and the widths of the features
   * @param runner the runner that makes the units
   */
  public static Measured of(WorkOrder work, MeasurementOrder measurement, ShardRunner runner)
      throws IOException {
    WorkOrder order = order(work, measurement);
    new MeasurementRun(order, runner).execute();
    // The remaining sums are computed here, in a thread that would otherwise use one thread for
    // each core.
    TorchEngine.useThreads(order.getIntraOpThreads());
    return MeasurementSummary.of(order);
  }

  /**
   * Returns the terms of a measurement that is done, for differences from other measurements.
   *
   * @param work the order that was given to {@link #of}
   */
  public static RunTerms terms(WorkOrder work, MeasurementOrder measurement) throws IOException {
    WorkOrder order = order(work, measurement);
    TorchEngine.useThreads(order.getIntraOpThreads());
    return MeasurementTerms.of(order);
  }

  private static WorkOrder order(WorkOrder work, MeasurementOrder measurement) {
    // Units are spread over slots. Several threads in one operator would only wait for one another,
    // and the last bits of sums would depend on the number of threads.
    return work.toBuilder()
        .setMeasurement(measurement)
        .setIntraOpThreads(1)
        .setStorage(Buckets.description())
        .build();
  }
}
