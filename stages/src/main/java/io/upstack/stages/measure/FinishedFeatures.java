package io.upstack.stages.measure;

import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;

/** Completes the order of a measurement once all features are in their stores. */
public final class FinishedFeatures {
  private static final int INTRA_OP_THREADS = 1;

  private FinishedFeatures() {}

  /**
   * Returns the order with the digests of its features. Units are spread over slots, so each uses
   * one thread. More would wait for one another, and the last bits of sums would depend on their
   * number.
   *
   * @param work an order with a measurement whose features have everything but digests
   * @throws IOException naming the first object that is missing
   */
  public static WorkOrder measurement(WorkOrder work) throws IOException {
    MeasurementOrder.Builder measurement = work.getMeasurement().toBuilder();
    measurement.setSamples(digested(work, measurement.getSamples()));
    measurement.setReference(digested(work, measurement.getReference()));
    return work.toBuilder().setMeasurement(measurement).setIntraOpThreads(INTRA_OP_THREADS).build();
  }

  private static FeatureSet digested(WorkOrder work, FeatureSet set) throws IOException {
    String extractor = work.getFeatures().getExtractorSha256();
    ShardLayout layout =
        new ShardLayout(
            ShardLayout.FEATURES,
            set.getDirectory(),
            FeatureObjects.ofSamples(extractor, FeatureObjects.widths(work.getFeatures()))
                .arrays());
    try (ObjectStore store = ObjectStores.open(set.getStore())) {
      return FeatureSets.of(
          store, set.getStore(), layout, set.getImages(), set.getShardSize(), extractor);
    }
  }
}
