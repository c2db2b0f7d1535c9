package io.upstack.runners.measure;

import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.store.Buckets;
import java.io.IOException;

/** From features to metrics. */
public final class Measurements {
  private Measurements() {}

  /**
   * Makes the units that are missing and joins all of them. What earlier measurements found of the
   * same features is used again.
   *
   * @param work with the configuration and the widths of the features
   * @param runner that makes the units
   */
  public static Measured of(WorkOrder work, MeasurementOrder measurement, ShardRunner runner)
      throws IOException {
    // Units spread over slots; threads of one operator would only wait for one another, and the
    // last bits of sums would depend on how many there are.
    WorkOrder order =
        work.toBuilder()
            .setMeasurement(measurement)
            .setIntraOpThreads(1)
            .setStorage(Buckets.description())
            .build();
    new MeasurementRun(order, runner).execute();
    // What is left is summed here, in a thread that would have as many as the machine has cores.
    TorchEngine.useThreads(order.getIntraOpThreads());
    return MeasurementSummary.of(order);
  }
}
