package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.MetricsCalculator;
import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** The extractor and the reference batch that come with the project. */
class FashionReferenceTest {
  private static final Path FASHION = Path.of("..", "configs", "fashion32");
  private static final int IMAGES = 500;
  private static final int SIZE = 32;

  /** Expected values: numpy 2.4 in fp64, over the extractor's features. */
  @Test
  void measuresItsFirstImagesAgainstItsStoredStatistics() throws IOException {
    try (MetricProgram program = MetricProgram.open(Device.cpu());
        FeatureExtractor extractor =
            FeatureExtractor.load(FASHION.resolve("features.pt"), Device.cpu());
        NpzFile reference = NpzFile.open(FASHION.resolve("reference.npz"));
        ArrayReader images = reference.array("arr_0")) {
      FeatureBatch batch = extractor.extract(images.readRows(IMAGES), IMAGES, SIZE, SIZE);
      assertThat(batch.widths())
          .isEqualTo(new FeatureWidths(64, OptionalInt.of(448), OptionalInt.of(10)));

      StoredStatistics stored = StoredStatistics.read(reference, "reference.npz");
      try (MetricsCalculator calculator =
          new MetricsCalculator(program, MetricSettings.PUBLISHED, stored)) {
        calculator.addSamples(batch);
        MetricValues values = calculator.finish();

        assertThat(values.fid().orElseThrow()).isCloseTo(0.103345046, within(1e-5));
        assertThat(values.sfid().orElseThrow()).isCloseTo(1.115130223, within(1e-4));
        assertThat(values.inceptionScore().orElseThrow()).isCloseTo(6.944495966, within(1e-4));
      }
    }
  }
}
