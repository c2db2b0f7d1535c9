package io.upstack.runners.shards;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.stack.WorkerCheck;
import java.nio.file.Path;

/** Prepares orders for workers, whose working directory differs from that of this process. */
final class SharedOutput {
  private SharedOutput() {}

  /** Returns what workers have to reach, with locations that mean the same on every machine. */
  static WorkerCheck.Shared of(WorkerCheck.Shared work) {
    return new WorkerCheck.Shared(
        work.orders().stream().map(SharedOutput::of).toList(), work.name(), work.record());
  }

  /** Returns the order with locations that mean the same on every machine. */
  static WorkOrder of(WorkOrder order) {
    WorkOrder.Builder shared = order.toBuilder().setOutput(absolute(order.getOutput()));
    if (!order.getFeatures().getImages().isEmpty()) {
      shared.getFeaturesBuilder().setImages(absolute(order.getFeatures().getImages()));
    }
    if (order.hasMeasurement()) {
      MeasurementOrder.Builder measurement = shared.getMeasurementBuilder();
      measurement.setResults(absolute(measurement.getResults()));
      share(measurement.getSamplesBuilder());
      share(measurement.getReferenceBuilder());
    }
    return shared.build();
  }

  private static void share(FeatureSet.Builder features) {
    features.setStore(absolute(features.getStore()));
  }

  private static String absolute(String output) {
    return output.contains("://")
        ? output
        : Path.of(output).toAbsolutePath().normalize().toString();
  }
}
