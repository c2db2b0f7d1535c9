package io.upstack.stages.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.proto.Metrics;
import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.FeatureExtraction;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.features.ShardImages;
import io.upstack.stages.features.TestImages;
import io.upstack.stages.features.TinyExtractor;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.NpzImages;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.metrics.StoredStatistics;
import io.upstack.stages.plan.ShardPlan;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvaluationTest {
  private static final Evaluation EVALUATION =
      new Evaluation(new MetricSettings(5000, 3), Device.cpu());

  @TempDir private Path folder;

  /** Image i has i more red than the first, so that 20 images against 10 differ in that alone. */
  @Test
  void imagesThatAreTheSameHaveNoDistanceAndOthersDo() throws IOException {
    try (FeatureExtractor extractor = TinyExtractor.load(folder)) {
      FeatureSource twenty = extracted(20, extractor, new ArrayList<>());
      FeatureSource ten = extracted(10, extractor, new ArrayList<>());
      Metrics same = EVALUATION.of(twenty, twenty, StoredStatistics.none());
      assertThat(same.getFid()).isCloseTo(0, within(1e-6));
      assertThat(same.getSfid()).isCloseTo(0, within(1e-6));
      assertThat(same.getPrecision()).isEqualTo(1);
      assertThat(same.getRecall()).isEqualTo(1);
      assertThat(same.hasInceptionScore()).isTrue();

      Metrics other = EVALUATION.of(ten, twenty, StoredStatistics.none());
      // One dimension: means 4.5 and 9.5, variances 110 / 12 and 420 / 12.
      double spread = Math.sqrt(35) - Math.sqrt(55.0 / 6);
      assertThat(other.getFid()).isCloseTo(25 + spread * spread, within(1e-6));
      assertThat(other.getPrecision()).isEqualTo(1);
      assertThat(other.getRecall()).isBetween(0.5, 0.7);
    }
  }

  @Test
  void featuresOfTheStoreGiveWhatExtractedOnesGive() throws IOException {
    FeatureWidths widths = new FeatureWidths(3, OptionalInt.of(3), OptionalInt.of(3));
    ShardLayout layout = FeatureObjects.ofSamples("0".repeat(64), widths);
    List<Shard> shards = ShardPlan.of(20, 8);
    try (FeatureExtractor extractor = TinyExtractor.load(folder);
        ObjectStore store = ObjectStores.open(folder.resolve("out").toString())) {
      List<String> progress = new ArrayList<>();
      FeatureSource extracted = extracted(20, extractor, progress);
      FeatureExtraction stage =
          new FeatureExtraction(layout, ShardImages.of(images(20)), TestImages.SIZE, extractor, 3);
      for (Shard shard : shards) {
        ShardOutput made = stage.make(shard, store, samples -> {});
        store.create(layout.objectName(shard), output -> NpzWriter.write(output, made.arrays()));
      }
      FeatureSource stored = new StoredFeatures(store, layout, shards);
      assertThat(EVALUATION.of(stored, extracted, StoredStatistics.none()).getFid())
          .isCloseTo(0, within(1e-6));
      assertThat(pools(stored)).isEqualTo(pools(extracted));
      assertThat(progress).startsWith("features 7", "features 7", "features 6");
    }
  }

  private static List<Float> pools(FeatureSource source) throws IOException {
    List<Float> pools = new ArrayList<>();
    source.forEach(
        batch -> {
          for (float value : batch.pool().toFloats()) {
            pools.add(value);
          }
        });
    return pools;
  }

  private FeatureSource extracted(int count, FeatureExtractor extractor, List<String> progress)
      throws IOException {
    return new ExtractedFeatures(
        images(count),
        extractor,
        7,
        "features",
        (stage, samples) -> progress.add(stage + " " + samples));
  }

  private ImageSet images(int count) throws IOException {
    Path file = folder.resolve("images%d.npz".formatted(count));
    TestImages.write(file, count, Optional.empty());
    return NpzImages.inspect(InputFile.of(file.toString()));
  }
}
