package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoredStatisticsTest {
  @TempDir private Path folder;

  @Test
  void readsWhatIsStored() throws IOException {
    StoredStatistics stored =
        read(
            NamedArray.ofDoubles("mu", List.of(2L), new double[] {1, 2}),
            NamedArray.ofDoubles("sigma", List.of(2L, 2L), new double[] {3, 4, 4, 6}),
            NamedArray.ofFloats("mu_s", List.of(1L), new float[] {7}),
            NamedArray.ofFloats("sigma_s", List.of(1L, 1L), new float[] {8}));

    GaussianStatistics pool = stored.pool().orElseThrow();
    assertThat(pool.mean()).containsExactly(1, 2);
    assertThat(pool.covariance()).containsExactly(3, 4, 4, 6);
    assertThat(pool.count()).isEmpty();
    assertThat(stored.spatial().orElseThrow().mean()).containsExactly(7);
    assertThat(stored.spatial().orElseThrow().covariance()).containsExactly(8);
  }

  @Test
  void readsTheCovarianceOfOneFeatureAsNumpyWritesIt() throws IOException {
    StoredStatistics stored =
        read(
            NamedArray.ofDoubles("mu", List.of(1L), new double[] {1}),
            NamedArray.ofDoubles("sigma", List.of(), new double[] {3}));

    assertThat(stored.pool().orElseThrow().covariance()).containsExactly(3);
    assertThat(stored.spatial()).isEmpty();
  }

  @Test
  void isNoneOfABatchWithoutStatistics() throws IOException {
    assertThat(read(NamedArray.ofBytes("arr_0", List.of(1L), new byte[1])))
        .isEqualTo(StoredStatistics.none());
  }

  @Test
  void refusesOneWithoutTheOther() {
    assertThatThrownBy(() -> read(NamedArray.ofDoubles("sigma_s", List.of(), new double[] {3})))
        .isInstanceOf(MetricsException.class)
        .hasMessage("ref.npz has one of 'mu_s' and 'sigma_s', expected both or neither");
  }

  @Test
  void refusesOtherShapes() {
    NamedArray mean = NamedArray.ofDoubles("mu", List.of(2L), new double[2]);
    NamedArray covariance = NamedArray.ofDoubles("sigma", List.of(2L, 1L), new double[2]);
    assertThatThrownBy(() -> read(mean, covariance))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "ref.npz has 'mu' of shape [2] and 'sigma' of shape [2, 1], expected [D] and [D, D]");
  }

  @Test
  void refusesWhatIsNotFinite() {
    NamedArray mean = NamedArray.ofDoubles("mu", List.of(1L), new double[] {1});
    NamedArray covariance =
        NamedArray.ofDoubles("sigma", List.of(1L, 1L), new double[] {Double.NaN});
    assertThatThrownBy(() -> read(mean, covariance))
        .isInstanceOf(MetricsException.class)
        .hasMessage("ref.npz has NaN or infinity in 'sigma', expected finite numbers");
  }

  @Test
  void refusesWhatIsNoCovariance() {
    assertNoCovariance("its variance [1, 1] is -1.0, which is negative", 1, 0, 0, -1);
    assertNoCovariance("it is not symmetric, [1, 0] is 0.0 and [0, 1] is 0.5", 1, .5, 0, 1);
    assertNoCovariance("its eigenvalues are from -1.0 to 3.0, expected none below 0", 1, 2, 2, 1);
  }

  private void assertNoCovariance(String problem, double... values) {
    NamedArray mean = NamedArray.ofDoubles("mu", List.of(2L), new double[2]);
    assertThatThrownBy(() -> read(mean, NamedArray.ofDoubles("sigma", List.of(2L, 2L), values)))
        .isInstanceOf(MetricsException.class)
        .hasMessage("ref.npz: 'sigma' is not a covariance matrix: " + problem);
  }

  @Test
  void acceptsWhatLacksRankOrIsRounded() throws IOException {
    int width = 300;
    Random random = new Random(5);
    double[] factor = random.doubles(width * 7L, -100, 100).toArray();
    double[] exact = new double[width * width];
    float[] rounded = new float[width * width];
    for (int i = 0; i < width; i++) {
      for (int j = 0; j < width; j++) {
        for (int k = 0; k < 7; k++) {
          exact[i * width + j] += factor[i * 7 + k] * factor[j * 7 + k];
        }
        // Rounded differently on both sides of the diagonal, as products in fp32 are.
        rounded[i * width + j] = (float) (exact[i * width + j] * (i < j ? 1 : 1 + 0x1p-22));
      }
    }
    List<Long> shape = List.of((long) width, (long) width);
    NamedArray mean = NamedArray.ofDoubles("mu", List.of((long) width), new double[width]);
    assertThat(read(mean, NamedArray.ofDoubles("sigma", shape, exact)).pool()).isPresent();
    assertThat(read(mean, NamedArray.ofFloats("sigma", shape, rounded)).pool()).isPresent();
    assertThat(read(mean, NamedArray.ofDoubles("sigma", shape, new double[width * width])).pool())
        .isPresent();
  }

  @Test
  void refusesAFingerprintThatIsNone() {
    assertThatThrownBy(
            () -> read(NamedArray.ofBytes("statistics_extractor", List.of(3L), new byte[3])))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "ref.npz has 'statistics_extractor' of UINT8 of shape [3], expected a SHA-256: uint8 of"
                + " shape [32]");
  }

  @Test
  void refusesAnExtractorOfOtherWidths() {
    GaussianStatistics two = MetricFixtures.diagonal(new double[2], 1, 1);
    GaussianStatistics one = MetricFixtures.diagonal(new double[1], 1);
    StoredStatistics stored =
        new StoredStatistics(Optional.of(two), Optional.of(one), Optional.empty());

    stored.requireWidths(new FeatureWidths(2, OptionalInt.of(1), OptionalInt.empty()));
    stored.requireWidths(new FeatureWidths(2, OptionalInt.empty(), OptionalInt.empty()));
    assertThatThrownBy(
            () ->
                stored.requireWidths(new FeatureWidths(3, OptionalInt.of(4), OptionalInt.empty())))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "the reference's 'mu' is of 2 features, but the extractor gives 3; the reference's"
                + " 'mu_s' is of 1 features, but the extractor gives 4");
  }

  private StoredStatistics read(NamedArray... arrays) throws IOException {
    Path file = folder.resolve("ref.npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, List.of(arrays));
    }
    try (NpzFile npz = NpzFile.open(file)) {
      return StoredStatistics.read(npz, "ref.npz");
    }
  }
}
