package io.upstack.stages.features;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.devices.DeviceTurns;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.NpzImages;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.MetricsException;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.shards.ShardOutput;
import io.upstack.stages.store.ChangedInputException;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FeatureExtractionTest {
  private static final String EXTRACTOR = "0123456789abcdef".repeat(4);
  private static final String REFERENCE = "fedcba9876543210".repeat(4);
  private static final FeatureWidths WIDTHS =
      new FeatureWidths(3, OptionalInt.of(3), OptionalInt.of(3));

  @TempDir private Path folder;

  @Test
  void theSamplesOfAStageAreDescribedBatchByBatchAndReadBack() throws IOException {
    ShardLayout samples = ShardLayout.ofImages("upsample", "samples", 3, Labelled.NO);
    Shard shard = Shard.newBuilder().setIndex(2).setFirstSample(10).setSamples(5).build();
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        FeatureExtractor extractor = TinyExtractor.load(folder)) {
      store.create(
          "samples/00002.npz",
          output -> NpzWriter.write(output, List.of(TestImages.array(10, 15))));
      FeatureExtraction stage =
          new FeatureExtraction(
              FeatureObjects.ofSamples(EXTRACTOR, WIDTHS),
              ShardImages.ofStage(samples, TestImages.SIZE),
              TestImages.SIZE,
              extractor,
              () -> 2,
              DeviceTurns.unlimited());
      List<Long> progress = new ArrayList<>();
      ShardOutput made = stage.make(shard, store, progress::add);
      assertThat(progress).containsExactly(2L, 2L, 1L);
      assertThat(made.modelSeconds()).isPositive();
      assertThat(made.stepTimes().steps()).isZero();

      String name = stage.layout().objectName(shard);
      assertThat(name).isEqualTo("features/0123456789ab/samples/00002.npz");
      store.create(name, output -> NpzWriter.write(output, made.arrays()));
      assertThat(stage.layout().isComplete(store.find(name).orElseThrow(), shard)).isTrue();
      FeatureBatch features = FeatureObjects.read(store, name);
      assertThat(features.widths()).isEqualTo(WIDTHS);
      assertThat(features.pool().toFloats()).isEqualTo(TestImages.pool(10, 15));
      assertThat(features.spatial().map(Features::toFloats).orElseThrow())
          .startsWith(10, 2, 2, 11, 2, 2);
      assertThat(features.logits().map(Features::toFloats).orElseThrow())
          .startsWith(10, 10, 0, 11, 10, 0);
    }
  }

  @Test
  void imagesThatDoNotFitTogetherAreDescribedInParts() throws IOException {
    Path file = TestImages.write(folder.resolve("reference.npz"), 7, Optional.empty());
    Shard shard = Shard.newBuilder().setIndex(0).setFirstSample(0).setSamples(7).build();
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        FeatureExtractor extractor = TinyExtractor.limited(2, folder)) {
      FeatureExtraction stage =
          new FeatureExtraction(
              FeatureObjects.ofImages(
                  ShardLayout.REFERENCE, EXTRACTOR, REFERENCE, Optional.empty(), WIDTHS),
              ShardImages.of(NpzImages.inspect(InputFile.of(file.toString()))),
              TestImages.SIZE,
              extractor,
              () -> 5,
              DeviceTurns.unlimited());
      List<Long> progress = new ArrayList<>();
      ShardOutput made = stage.make(shard, store, progress::add);
      assertThat(made.outOfMemoryHalvings()).isEqualTo(2);
      assertThat(progress).containsExactly(5L, 2L);
      String name = stage.layout().objectName(shard);
      store.create(name, output -> NpzWriter.write(output, made.arrays()));
      assertThat(FeatureObjects.read(store, name).pool().toFloats())
          .isEqualTo(TestImages.pool(0, 7));
    }
  }

  @Test
  void imagesThatChangeMeanwhileAreNotDescribed() throws IOException {
    Path file = TestImages.write(folder.resolve("reference.npz"), 7, Optional.empty());
    Path other = TestImages.write(folder.resolve("other.npz"), 9, Optional.empty());
    Path kept = folder.resolve("kept.npz");
    ShardImages images = ShardImages.of(NpzImages.inspect(InputFile.of(file.toString())).pinned());
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        FeatureExtractor extractor = TinyExtractor.load(folder)) {
      // Another file has the name while the images are opened, and the former is put back.
      assertChanged(
          images,
          () -> {
            Files.move(file, kept);
            Files.copy(other, file);
          },
          () -> Files.move(kept, file, StandardCopyOption.REPLACE_EXISTING),
          store,
          extractor);
      // The file grows once it is open.
      assertChanged(
          images,
          () -> {},
          () -> Files.write(file, new byte[1], StandardOpenOption.APPEND),
          store,
          extractor);
    }
  }

  private interface Change {
    void make() throws IOException;
  }

  private static void assertChanged(
      ShardImages images,
      Change beforeOpening,
      Change afterOpening,
      ObjectStore store,
      FeatureExtractor extractor) {
    ShardImages changing =
        new ShardImages() {
          @Override
          public ImageReader open(Shard shard, ObjectStore from) throws IOException {
            beforeOpening.make();
            try {
              return images.open(shard, from);
            } finally {
              afterOpening.make();
            }
          }

          @Override
          public void requireUnchanged(Shard shard) throws IOException {
            images.requireUnchanged(shard);
          }

          @Override
          public String describe(Shard shard, int image) {
            return images.describe(shard, image);
          }
        };
    Shard shard = Shard.newBuilder().setIndex(0).setFirstSample(0).setSamples(7).build();
    FeatureExtraction stage =
        new FeatureExtraction(
            FeatureObjects.ofImages(
                ShardLayout.REFERENCE, EXTRACTOR, REFERENCE, Optional.empty(), WIDTHS),
            changing,
            TestImages.SIZE,
            extractor,
            () -> 7,
            DeviceTurns.unlimited());
    assertThatThrownBy(() -> stage.make(shard, store, samples -> {}))
        .isInstanceOf(ChangedInputException.class)
        .hasMessageContaining("reference.npz' has changed: it had SHA-256 ");
  }

  @Test
  void whatElseDecidesTheirBytesIsInTheNamesOfFeaturesThatSeveralCommandsKeep() {
    assertThat(directory(Optional.empty())).isEqualTo("features/0123456789ab/images-fedcba987654");
    assertThat(directory(Optional.of("PyTorch 2.7.1, cpu, 32 images at once")))
        .matches("features/0123456789ab/images-fedcba987654-[0-9a-f]{12}")
        .isNotEqualTo(directory(Optional.of("PyTorch 2.7.1, cuda, 32 images at once")));
  }

  private static String directory(Optional<String> circumstances) {
    return FeatureObjects.ofImages(
            ShardLayout.REFERENCE, EXTRACTOR, REFERENCE, circumstances, WIDTHS)
        .directory();
  }

  @Test
  void featuresThatAreNotFiniteNameTheirImage() throws IOException {
    ShardLayout samples = ShardLayout.ofImages("upsample", "samples", 3, Labelled.NO);
    Shard shard = Shard.newBuilder().setIndex(1).setFirstSample(4).setSamples(3).build();
    Path file = TestImages.write(folder.resolve("reference.npz"), 7, Optional.empty());
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        FeatureExtractor extractor = TinyExtractor.infiniteAt(6, folder)) {
      store.create(
          "samples/00001.npz", output -> NpzWriter.write(output, List.of(TestImages.array(4, 7))));
      assertNamed(
          ShardImages.ofStage(samples, TestImages.SIZE),
          "pool feature 0 of sample 6 (image 2 of samples/00001.npz) is Infinity",
          shard,
          store,
          extractor);
      assertNamed(
          ShardImages.of(NpzImages.inspect(InputFile.of(file.toString()))),
          "pool feature 0 of image 6 of %s is Infinity".formatted(file),
          shard,
          store,
          extractor);
    }
  }

  private static void assertNamed(
      ShardImages images,
      String message,
      Shard shard,
      ObjectStore store,
      FeatureExtractor extractor) {
    FeatureExtraction stage =
        new FeatureExtraction(
            FeatureObjects.ofImages(
                ShardLayout.REFERENCE, EXTRACTOR, REFERENCE, Optional.empty(), WIDTHS),
            images,
            TestImages.SIZE,
            extractor,
            () -> 2,
            DeviceTurns.unlimited());
    assertThatThrownBy(() -> stage.make(shard, store, samples -> {}))
        .isInstanceOf(MetricsException.class)
        .hasMessage(message + ", expected a finite number");
  }

  @Test
  void theImagesOfAFileAreCutIntoShards() throws IOException {
    Path file = TestImages.write(folder.resolve("reference.npz"), 7, Optional.empty());
    Shard shard = Shard.newBuilder().setIndex(1).setFirstSample(4).setSamples(3).build();
    try (ObjectStore store = ObjectStores.open(folder.resolve("out").toString());
        FeatureExtractor extractor = TinyExtractor.load(folder)) {
      FeatureExtraction stage =
          new FeatureExtraction(
              FeatureObjects.ofImages(
                  ShardLayout.REFERENCE, EXTRACTOR, REFERENCE, Optional.empty(), WIDTHS),
              ShardImages.of(NpzImages.inspect(InputFile.of(file.toString()))),
              TestImages.SIZE,
              extractor,
              () -> 8,
              DeviceTurns.unlimited());
      ShardOutput made = stage.make(shard, store, samples -> {});
      String name = stage.layout().objectName(shard);
      assertThat(name).isEqualTo("features/0123456789ab/images-fedcba987654/00001.npz");
      store.create(name, output -> NpzWriter.write(output, made.arrays()));
      assertThat(FeatureObjects.read(store, name).pool().toFloats())
          .isEqualTo(TestImages.pool(4, 7));
    }
  }

  @Test
  void anExtractorOfPoolFeaturesAloneHasOneArray() {
    FeatureWidths pool = new FeatureWidths(8, OptionalInt.empty(), OptionalInt.empty());
    assertThat(FeatureObjects.ofSamples(EXTRACTOR, pool).arrays())
        .extracting(array -> array.name() + array.row())
        .containsExactly("pool[8]");
  }
}
