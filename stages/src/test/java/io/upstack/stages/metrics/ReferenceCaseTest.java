package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import com.google.protobuf.Struct;
import com.google.protobuf.util.JsonFormat;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.evaluate.MetricsCalculator;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Compares with what guided-diffusion's evaluator computed from the features of the test's
 * resources.
 */
class ReferenceCaseTest {
  @ParameterizedTest
  @CsvSource({"small, 1e-6, 5000", "small, 1e-6, 7", "rank_deficient, 1e-4, 64"})
  void agreesWithTheEvaluator(String folder, double fidTolerance, int batchSize) throws Exception {
    Struct expected = expected(folder);
    MetricValues values = measure(folder, batchSize);

    double fid = number(expected, "fid");
    assertThat(values.fid().orElseThrow()).isCloseTo(fid, within(fidTolerance * fid));
    double score = number(expected, "inception_score");
    assertThat(values.inceptionScore().orElseThrow()).isCloseTo(score, within(1e-6 * score));
    assertThat(values.precision()).hasValue(number(expected, "precision"));
    assertThat(values.recall()).hasValue(number(expected, "recall"));
    assertThat(values.sfid()).isEmpty();
  }

  @Test
  void doesNotDependOnTheBatches() throws Exception {
    assertThat(measure("small", 31)).isEqualTo(measure("small", 1100));
  }

  private static MetricValues measure(String folder, int batchSize) throws Exception {
    MetricSettings settings =
        new MetricSettings((int) number(expected(folder), "inception_split_size"), 3);
    try (NpzFile file = NpzFile.open(resource(folder, "features.npz"));
        MetricProgram program = MetricProgram.open(Device.cpu());
        MetricsCalculator calculator =
            new MetricsCalculator(program, settings, StoredStatistics.none())) {
      Features samples = features(file, "sample");
      Features logits = product(samples, features(file, "softmax_weight"));
      calculator.addReference(MetricFixtures.poolOnly(features(file, "ref")));
      for (int from = 0; from < samples.rows(); from += batchSize) {
        int to = Math.min(from + batchSize, samples.rows());
        calculator.addSamples(
            new FeatureBatch(
                samples.slice(from, to), Optional.empty(), Optional.of(logits.slice(from, to))));
      }
      return calculator.finish();
    }
  }

  private static Features features(NpzFile file, String name) throws IOException {
    try (ArrayReader array = file.array(name)) {
      int rows = Math.toIntExact(array.shape().get(0));
      return Features.of(rows, Math.toIntExact(array.shape().get(1)), array.toFloats());
    }
  }

  private static Features product(Features left, Features right) {
    float[] product = new float[left.rows() * right.width()];
    for (int i = 0; i < left.rows(); i++) {
      for (int j = 0; j < right.width(); j++) {
        double sum = 0;
        for (int k = 0; k < left.width(); k++) {
          sum +=
              (double) left.values()[i * left.width() + k] * right.values()[k * right.width() + j];
        }
        product[i * right.width() + j] = (float) sum;
      }
    }
    return Features.of(left.rows(), right.width(), product);
  }

  private static Struct expected(String folder) throws Exception {
    Struct.Builder expected = Struct.newBuilder();
    JsonFormat.parser().merge(Files.readString(resource(folder, "expected.json")), expected);
    return expected.build();
  }

  private static double number(Struct expected, String name) {
    return expected.getFieldsOrThrow(name).getNumberValue();
  }

  private static Path resource(String folder, String name) throws URISyntaxException {
    return Path.of(ReferenceCaseTest.class.getResource(folder + "/" + name).toURI());
  }
}
