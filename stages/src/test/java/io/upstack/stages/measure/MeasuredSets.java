package io.upstack.stages.measure;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureOrder;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Shard;
import io.upstack.proto.WorkOrder;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardWorker;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;

/** Features of random samples and a random reference, kept as stages keep them. */
final class MeasuredSets {
  static final FeatureWidths WIDTHS = new FeatureWidths(3, OptionalInt.of(2), OptionalInt.of(4));
  static final int SAMPLES = 120;
  static final int REFERENCES = 90;
  private static final String EXTRACTOR = "ab".repeat(32);
  private static final int SHARD = 32;

  private final Path folder;

  MeasuredSets(Path folder) {
    this.folder = folder;
  }

  String location(String name) {
    return folder.resolve(name).toString();
  }

  static FeatureBatch batch(long seed, int images, double shift) {
    Random random = new Random(seed);
    return new FeatureBatch(
        features(random, images, WIDTHS.pool(), shift),
        Optional.of(features(random, images, 2, shift)),
        Optional.of(features(random, images, 4, 0)));
  }

  private static Features features(Random random, int images, int width, double shift) {
    float[] values = new float[images * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + shift);
    }
    return Features.of(images, width, values);
  }

  /** Keeps a batch in shards and describes it. */
  FeatureSet keep(String store, String images, FeatureBatch batch) throws IOException {
    ShardLayout layout =
        FeatureObjects.ofImages(
            ShardLayout.REFERENCE, EXTRACTOR, images.repeat(32), Optional.empty(), WIDTHS);
    try (ObjectStore opened = ObjectStores.open(location(store))) {
      for (Shard shard : ShardPlan.of(batch.size(), SHARD)) {
        List<NamedArray> arrays = arrays(batch, shard);
        opened.create(layout.objectName(shard), output -> NpzWriter.write(output, arrays));
      }
    }
    return describe(store, images, batch.size());
  }

  FeatureSet describe(String store, String images, int size) throws IOException {
    ShardLayout layout =
        FeatureObjects.ofImages(
            ShardLayout.REFERENCE, EXTRACTOR, images.repeat(32), Optional.empty(), WIDTHS);
    try (ObjectStore opened = ObjectStores.open(location(store))) {
      return FeatureSets.of(opened, location(store), layout, size, SHARD, EXTRACTOR);
    }
  }

  private static List<NamedArray> arrays(FeatureBatch batch, Shard shard) {
    return List.of(
        array("pool", batch.pool(), shard),
        array("spatial", batch.spatial().orElseThrow(), shard),
        array("logits", batch.logits().orElseThrow(), shard));
  }

  private static NamedArray array(String name, Features features, Shard shard) {
    int[] rows = new int[shard.getSamples()];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = (int) shard.getFirstSample() + i;
    }
    return NamedArray.ofFloats(
        name, List.of((long) rows.length, (long) features.width()), features.pick(rows).toFloats());
  }

  WorkOrder order(FeatureSet samples, FeatureSet reference, String results) {
    return WorkOrder.newBuilder()
        .setConfiguration(
            RunConfiguration.newBuilder()
                .setEvaluation(Evaluation.newBuilder().setKidSubsetSize(10).addNeighboursOf(7)))
        .setFeatures(
            FeatureOrder.newBuilder()
                .setPool(WIDTHS.pool())
                .setSpatial(WIDTHS.spatial().getAsInt())
                .setLogits(WIDTHS.logits().getAsInt()))
        .setMeasurement(
            MeasurementOrder.newBuilder()
                .setSamples(samples)
                .setReference(reference)
                .setResults(location(results)))
        .build();
  }

  /** The configuration for sets of a few samples: one neighbor, and no samples to show by index. */
  static RunConfiguration nearestOne(WorkOrder order) {
    RunConfiguration.Builder configuration = order.getConfiguration().toBuilder();
    configuration.getEvaluationBuilder().setNearestK(1).clearNeighboursOf();
    return configuration.build();
  }

  /** Makes what is missing, in an order drawn from the seed. Returns how many units that was. */
  int execute(WorkOrder order, long seed) throws IOException {
    int made = 0;
    for (MeasurementRound round : MeasurementPlan.of(order).rounds()) {
      try (ObjectStore store = ObjectStores.open(round.store());
          MeasurementStages stages = new MeasurementStages(order)) {
        List<Shard> units = new ArrayList<>(round.pending(store));
        Collections.shuffle(units, new Random(seed));
        for (Shard unit : units) {
          new ShardWorker(List.of(stages.of(unit.getStage())), store, (stage, done) -> {})
              .work(unit);
        }
        made += units.size();
      }
    }
    return made;
  }
}
