package io.upstack.stages.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hasher;
import com.google.common.hash.Hashing;
import com.google.protobuf.Message;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkStage;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.shards.Journal;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;

/**
 * Computes a digest of all that the report of a run depends on. Two reports with the same digest
 * differ in the time when they were written, and in nothing else.
 */
final class ReportBasis {
  /**
   * The version of what a report says and shows, and of the arithmetic that combines the results of
   * units. Raise it with every change of them, so that a run that has a report writes it again.
   */
  static final int FORMAT = 1;

  private ReportBasis() {}

  /**
   * Returns the digest of a run's report.
   *
   * @param measurement the order of the run's measurement, with the digests of its features
   * @param store the output of the run
   */
  static String of(int format, RunPlan plan, WorkOrder measurement, ObjectStore store)
      throws IOException {
    Hasher digest = Hashing.sha256().newHasher();
    add(digest, "format " + format);
    add(digest, plan.order().getUpstackVersion());
    add(digest, plan.work().getConfiguration());
    add(digest, plan.record());
    // The digest of the images is added instead of their place, which may differ.
    add(digest, plan.work().getFeatures().toBuilder().clearImages().build());
    addMeasurement(digest, measurement);
    add(digest, Journal.state(store, plan.layout(plan.work().getStages(0))));
    try (ObjectStore reference = ObjectStores.open(plan.order().getReference().getOutput())) {
      WorkStage stage = plan.order().getReference().getStages(0);
      add(digest, Journal.state(reference, plan.layout(stage)));
    }
    return digest.hash().toString();
  }

  /** Adds the features and the names of the units, which say what the units depend on. */
  private static void addMeasurement(Hasher digest, WorkOrder measurement) {
    MeasurementOrder order = measurement.getMeasurement();
    add(digest, order.getSamples().getDigest());
    add(digest, order.getReference().getDigest());
    MeasurementPlan.of(measurement).rounds().stream()
        .flatMap(round -> round.families().stream())
        .map(family -> family.layout().directory() + " " + family.count())
        .sorted()
        .forEach(family -> add(digest, family));
  }

  private static void add(Hasher digest, Message message) {
    byte[] bytes = message.toByteArray();
    digest.putInt(bytes.length).putBytes(bytes);
  }

  private static void add(Hasher digest, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    digest.putInt(bytes.length).putBytes(bytes);
  }
}
