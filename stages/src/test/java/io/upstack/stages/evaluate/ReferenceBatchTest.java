package io.upstack.stages.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.features.TestImages;
import io.upstack.stages.features.TinyExtractor;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.metrics.FeatureBatch;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.metrics.MetricValues;
import io.upstack.stages.metrics.MetricsException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReferenceBatchTest {
  private static final String SHA256 = "0123456789abcdef".repeat(4);

  @TempDir private Path folder;

  @Test
  void aReferenceSaysWhetherItBringsStatistics() throws IOException {
    Path plain = TestImages.write(folder.resolve("plain.npz"), 2, Optional.empty());
    assertThat(open(plain).hasStoredStatistics()).isFalse();
    Path stored =
        TestImages.write(
            folder.resolve("stored.npz"),
            2,
            Optional.empty(),
            NamedArray.ofDoubles("mu", List.of(2L), new double[2]),
            NamedArray.ofDoubles("sigma", List.of(2L, 2L), new double[] {1, 0, 0, 1}));
    assertThat(open(stored).hasStoredStatistics()).isTrue();
    assertThat(open(stored).images().images()).isEqualTo(2);
    assertThat(open(folder).hasStoredStatistics()).isFalse();
    assertThat(open(folder).images().images()).isEqualTo(4);
  }

  @Test
  void whatIsWrittenIsTheImagesWithTheStatisticsOfTheirFeatures() throws IOException {
    Path images =
        TestImages.write(
            folder.resolve("images.npz"),
            10,
            Optional.of(new long[] {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}));
    Path made = folder.resolve("made.npz");
    try (FeatureExtractor extractor = TinyExtractor.load(folder)) {
      write(images, extractor, made);
      try (NpzFile npz = NpzFile.open(made)) {
        assertThat(npz.names())
            .containsExactly(
                "arr_0",
                "arr_1",
                "mu",
                "sigma",
                "mu_s",
                "sigma_s",
                "statistics_images",
                "statistics_extractor");
        assertThat(npz.array("arr_0").shape()).containsExactly(10L, 2L, 3L, 3L);
        assertThat(npz.array("arr_0").toBytes()).isEqualTo(TestImages.pixels(0, 10));
        assertThat(npz.array("arr_1").toLongs()).containsExactly(9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
        // Image i has 10 + i in red, 60 in green, 0 in blue: 0 to 9 have the variance 55 / 6.
        assertThat(npz.array("mu").toDoubles()).containsExactly(14.5, 60, 0);
        double[] sigma = sigma(npz, "sigma");
        assertThat(sigma[0]).isCloseTo(55.0 / 6, within(1e-12));
        assertThat(sigma).endsWith(0, 0, 0, 0, 0, 0, 0, 0);
        assertThat(npz.array("mu_s").toDoubles()).containsExactly(4.5, 2, 2);
        assertThat(sigma(npz, "sigma_s")[0]).isCloseTo(55.0 / 6, within(1e-12));
      }
      assertThat(metrics(made, images, extractor)).isEqualTo(metrics(images, images, extractor));
    }
  }

  @Test
  void statisticsOfAnotherExtractorAreWarnedOf() throws IOException {
    Path images = TestImages.write(folder.resolve("images.npz"), 10, Optional.empty());
    Path made = folder.resolve("made.npz");
    try (FeatureExtractor extractor = TinyExtractor.load(folder)) {
      write(images, extractor, made);
    }

    assertThat(open(made).statistics().warning(SHA256)).isEmpty();
    assertThat(open(images).statistics().warning("f".repeat(64))).isEmpty();
    assertThat(open(made).statistics().warning("f".repeat(64)))
        .hasValue(
            "the statistics of the reference are of features of another extractor (its SHA-256"
                + " begins with 0123456789ab, that of the extractor in use with ffffffffffff). FID"
                + " and sFID mean nothing unless both files hold the same network. Make the"
                + " reference again with: upstack reference");
  }

  @Test
  void anImageWhoseFeaturesAreNotFiniteIsNamed() throws IOException {
    Path images = TestImages.write(folder.resolve("images.npz"), 10, Optional.empty());
    try (FeatureExtractor extractor = TinyExtractor.infiniteAt(7, folder)) {
      assertThatThrownBy(() -> write(images, extractor, folder.resolve("made.npz")))
          .isInstanceOf(MetricsException.class)
          .hasMessage(
              "pool feature 0 of image 7 of %s is Infinity, expected a finite number"
                  .formatted(images));
    }
  }

  private static double[] sigma(NpzFile npz, String name) throws IOException {
    try (ArrayReader array = npz.array(name)) {
      assertThat(array.shape()).containsExactly(3L, 3L);
      return array.toDoubles();
    }
  }

  private static void write(Path images, FeatureExtractor extractor, Path target)
      throws IOException {
    FeatureWidths widths = extractor.widths(2, 3);
    try (MetricProgram program = MetricProgram.open(Device.cpu());
        FileChannel channel =
            FileChannel.open(target, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      new ReferenceWriter(
              ImageSets.open(images.toString(), UndecodableImages.REFUSED),
              (first, pixels, count) -> List.of(extractor.extract(pixels, count, 2, 3)),
              SHA256,
              widths,
              4,
              (stage, samples) -> {})
          .write(program, channel);
    }
  }

  private static MetricValues metrics(Path reference, Path samples, FeatureExtractor extractor)
      throws IOException {
    ReferenceBatch batch = open(reference);
    try (MetricProgram program = MetricProgram.open(Device.cpu());
        MetricsCalculator calculator =
            new MetricsCalculator(program, new MetricSettings(5000, 3), batch.statistics())) {
      forEach(batch, extractor, calculator::addReference);
      forEach(open(samples), extractor, calculator::addSamples);
      return calculator.finish();
    }
  }

  private static void forEach(
      ReferenceBatch batch, FeatureExtractor extractor, Consumer<FeatureBatch> consumer)
      throws IOException {
    ImageSize size = batch.images().size();
    int count = Math.toIntExact(batch.images().images());
    try (ImageReader reader = batch.images().open(0)) {
      consumer.accept(extractor.extract(reader.read(count), count, size.height(), size.width()));
    }
  }

  private static ReferenceBatch open(Path location) throws IOException {
    return ReferenceBatch.open(location.toString(), UndecodableImages.REFUSED);
  }
}
