package io.upstack.stages.evaluate;

import io.upstack.proto.MeasurementOrder;
import io.upstack.stages.metrics.StoredStatistics;
import java.io.IOException;

/** Adds what workers need to know about a reference. */
public final class MeasurementOrders {
  private MeasurementOrders() {}

  /** Adds the location of the statistics that came with the reference, if it has any. */
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
