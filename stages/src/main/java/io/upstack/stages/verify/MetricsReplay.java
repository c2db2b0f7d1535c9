package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.Metrics;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.FeatureKind;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.measure.FeatureSets;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementRound;
import io.upstack.stages.measure.MeasurementStages;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.ScratchDirectory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * Replays the metrics of the features ref and sample, where the logits are sample times
 * softmax_weight in fp32. The features are put into a store, and the same units that measure a run
 * measure them.
 *
 * @param settings the settings, as in a configuration
 */
record MetricsReplay(CaseFolder folder, Evaluation settings, Expected expected) implements Replay {
  // Features are named after the files they come from; those of a case come from none.
  private static final String NO_EXTRACTOR = "0".repeat(64);
  private static final String SAMPLES = "1".repeat(64);
  private static final String REFERENCE = "2".repeat(64);

  /** The value of a metric for which there are too few features. It fails every comparison. */
  private static final double MISSING = Double.NaN;

  /** The recorded metrics. */
  record Expected(double fid, double inceptionScore, double precision, double recall) {}

  /** Reads the expected values. Numbers that only describe the case, such as n_ref, are ignored. */
  static MetricsReplay read(CaseFolder folder, FlagReader flags) {
    Evaluation.Builder settings = Evaluation.newBuilder();
    settings.setNearestK(flags.positive("k", settings.getNearestK()));
    settings.setSplitSize(flags.positive("inception_split_size", settings.getSplitSize()));
    return new MetricsReplay(
        folder,
        settings.build(),
        new Expected(
            required(flags, "fid"),
            required(flags, "inception_score"),
            required(flags, "precision"),
            required(flags, "recall")));
  }

  private static double required(FlagReader flags, String name) {
    OptionalDouble value = flags.optionalNumber(name);
    if (value.isEmpty()) {
      flags.problem(name, "is missing, expected the recorded number");
    }
    return value.orElse(Double.NaN);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("features.npz");
        NDManager manager = TorchEngine.newManager(Device.cpu());
        ScratchDirectory scratch = ScratchDirectory.create()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDArray reference = recorded.get("ref");
      NDArray samples = recorded.get("sample");
      NDArray logits = samples.matMul(recorded.get("softmax_weight"));
      String location = scratch.path().resolve("features").toString();
      WorkOrder order = keep(location, reference, samples, logits);
      measure(order);
      return compare(MeasurementSummary.of(order).metrics(), reference, samples);
    }
  }

  private WorkOrder keep(String location, NDArray reference, NDArray samples, NDArray logits)
      throws IOException {
    try (ObjectStore store = ObjectStores.open(location)) {
      FeatureSet ofSamples =
          keep(
              store,
              location,
              SAMPLES,
              Map.of(FeatureKind.POOL, samples, FeatureKind.LOGITS, logits));
      FeatureSet ofReference =
          keep(store, location, REFERENCE, Map.of(FeatureKind.POOL, reference));
      return WorkOrder.newBuilder()
          .setConfiguration(RunConfiguration.newBuilder().setEvaluation(settings))
          .setFeatures(FeatureOrder.newBuilder().setPool(width(samples)).setLogits(width(logits)))
          .setMeasurement(
              MeasurementOrder.newBuilder()
                  .setSamples(ofSamples)
                  .setReference(ofReference)
                  .setResults(location))
          .build();
    }
  }

  /** Stores the features of a set of images as a run does, all of them in one shard. */
  private static FeatureSet keep(
      ObjectStore store, String location, String images, Map<FeatureKind, NDArray> features)
      throws IOException {
    NDArray pool = features.get(FeatureKind.POOL);
    Optional<NDArray> logits = Optional.ofNullable(features.get(FeatureKind.LOGITS));
    FeatureWidths widths =
        new FeatureWidths(
            width(pool),
            OptionalInt.empty(),
            logits.map(array -> OptionalInt.of(width(array))).orElseGet(OptionalInt::empty));
    int rows = rows(pool);
    ShardLayout layout =
        FeatureObjects.ofImages(
            ShardLayout.REFERENCE, NO_EXTRACTOR, images, Optional.empty(), widths);
    List<NamedArray> arrays = new ArrayList<>();
    arrays.add(array(FeatureKind.POOL, pool));
    logits.ifPresent(array -> arrays.add(array(FeatureKind.LOGITS, array)));
    for (Shard shard : ShardPlan.of(rows, rows)) {
      store.create(layout.objectName(shard), output -> NpzWriter.write(output, arrays));
    }
    return FeatureSets.of(store, location, layout, rows, rows, NO_EXTRACTOR);
  }

  private static NamedArray array(FeatureKind kind, NDArray values) {
    return NamedArray.ofFloats(
        kind.array(),
        List.of((long) rows(values), (long) width(values)),
        values.toType(DataType.FLOAT32, false).toFloatArray());
  }

  private static void measure(WorkOrder order) throws IOException {
    for (MeasurementRound round : MeasurementPlan.of(order).rounds()) {
      try (ObjectStore store = ObjectStores.open(round.store());
          MeasurementStages stages = new MeasurementStages(order)) {
        for (Shard unit : round.pending(store)) {
          new ShardWorker(List.of(stages.of(unit.getStage())), store, (stage, done) -> {})
              .work(unit);
        }
      }
    }
  }

  private List<ArrayComparison> compare(Metrics metrics, NDArray reference, NDArray samples) {
    boolean singular = Math.min(rows(reference), rows(samples)) <= width(samples);
    double fidTolerance = singular ? Tolerances.RANK_DEFICIENT : Tolerances.METRIC;
    double fid = metrics.hasFid() ? metrics.getFid() : MISSING;
    double score = metrics.hasInceptionScore() ? metrics.getInceptionScore() : MISSING;
    double precision = metrics.hasPrecision() ? metrics.getPrecision() : MISSING;
    double recall = metrics.hasRecall() ? metrics.getRecall() : MISSING;
    return List.of(
        relative("fid", fid, expected.fid(), fidTolerance),
        relative("inception_score", score, expected.inceptionScore(), Tolerances.METRIC),
        fraction("precision", precision, expected.precision(), rows(samples)),
        fraction("recall", recall, expected.recall(), rows(reference)));
  }

  private static ArrayComparison relative(
      String name, double actual, double recorded, double tolerance) {
    return ArrayComparison.relative(
        name, new double[] {actual}, new double[] {recorded}, tolerance);
  }

  /**
   * Compares fractions with a tolerance of one in {@code count} plus the rounding of a fraction.
   */
  private static ArrayComparison fraction(String name, double actual, double recorded, int count) {
    double tolerance = 1.0 / count + Math.ulp(1.0);
    return ArrayComparison.absolute(
        name + " [fraction]", new double[] {actual}, new double[] {recorded}, tolerance);
  }

  private static int rows(NDArray array) {
    return Math.toIntExact(array.getShape().get(0));
  }

  private static int width(NDArray array) {
    return Math.toIntExact(array.getShape().get(1));
  }
}
