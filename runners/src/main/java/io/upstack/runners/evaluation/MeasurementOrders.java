package io.upstack.runners.evaluation;

import io.upstack.proto.MeasurementOrder;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.metrics.StoredStatistics;
import java.io.IOException;

/** What workers are told of a reference. */
public final class MeasurementOrders {
  private MeasurementOrders() {}

  /** Adds where the statistics are that came with the reference, if any did. */
  public static MeasurementOrder.Builder withStatistics(
      MeasurementOrder.Builder order, ReferenceBatch reference) throws IOException {
    StoredStatistics stored = reference.statistics();
    String location = reference.images().location();
    if (stored.pool().isPresent() || stored.spatial().isPresent()) {
      order.setStoredStatisticsSha256(reference.images().sha256());
    }
    stored.pool().ifPresent(statistics -> order.setStoredPoolStatistics(location));
    stored.spatial().ifPresent(statistics -> order.setStoredSpatialStatistics(location));
    return order;
  }
}
