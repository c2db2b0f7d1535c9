package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import io.upstack.stages.evaluate.MetricsCalculator;
import java.io.IOException;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MetricsCalculatorTest {
  private MetricProgram program;
  private MetricsCalculator calculator;

  @BeforeEach
  void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
    calculator = against(StoredStatistics.none());
  }

  @AfterEach
  void close() {
    calculator.close();
    program.close();
  }

  @Test
  void givesEveryMetricOfItsOwnFeatures() {
    Features pool = MetricFixtures.rows(1, 0, 1, 9, 11);
    Features spatial = MetricFixtures.rows(1, 3, 5, 3, 5);
    calculator.addReference(new FeatureBatch(pool, Optional.of(spatial), Optional.empty()));
    calculator.addSamples(
        new FeatureBatch(
            MetricFixtures.rows(1, 2, 4, 14, 15),
            Optional.of(MetricFixtures.rows(1, 10, 14, 10, 14)),
            Optional.of(MetricFixtures.rows(2, 500, 0, 0, 500, 500, 0, 0, 500))));
    MetricValues values = calculator.finish();

    // Means 5.25 and 8.75; sums of squared differences 92.75 and 134.75.
    double deviations = Math.sqrt(134.75 / 3) - Math.sqrt(92.75 / 3);
    assertThat(values.fid().orElseThrow())
        .isCloseTo(3.5 * 3.5 + deviations * deviations, within(1e-10));
    // Deviations 1 and 2, times the root of 4/3.
    assertThat(values.sfid().orElseThrow()).isCloseTo(64 + 4 / 3.0, within(1e-10));
    assertThat(values.inceptionScore().orElseThrow()).isCloseTo(2, within(1e-12));
    assertThat(values.precision()).hasValue(0.25);
    assertThat(values.recall()).hasValue(0.5);
  }

  @Test
  void leavesOutWhatTheExtractorDoesNotGive() {
    calculator.addReference(MetricFixtures.poolOnly(MetricFixtures.rows(1, 0, 1, 9, 11)));
    calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 2, 4, 14, 15)));
    MetricValues values = calculator.finish();

    assertThat(values.fid()).isPresent();
    assertThat(values.sfid()).isEmpty();
    assertThat(values.inceptionScore()).isEmpty();
    assertThat(values.precision()).isPresent();
    assertThat(values.recall()).isPresent();
  }

  @Test
  void prefersStoredStatistics() throws IOException {
    GaussianStatistics pool = MetricFixtures.diagonal(new double[] {10}, 4);
    GaussianStatistics spatial = MetricFixtures.diagonal(new double[] {0}, 0);
    try (MetricsCalculator stored =
        against(new StoredStatistics(Optional.of(pool), Optional.of(spatial), Optional.empty()))) {
      Features samples = MetricFixtures.rows(1, 4, 6);
      FeatureBatch batch = new FeatureBatch(samples, Optional.of(samples), Optional.empty());
      stored.addReference(batch);
      stored.addSamples(batch);
      MetricValues values = stored.finish();

      double deviations = 2 - Math.sqrt(2);
      assertThat(values.fid().orElseThrow()).isCloseTo(25 + deviations * deviations, within(1e-12));
      assertThat(values.sfid().orElseThrow()).isCloseTo(25 + 2, within(1e-12));
      assertThat(values.precision()).hasValue(1);
    }
  }

  @Test
  void needsNoImagesForTheDistanceToStoredStatistics() throws IOException {
    GaussianStatistics pool = MetricFixtures.diagonal(new double[] {5}, 2);
    try (MetricsCalculator stored =
        against(new StoredStatistics(Optional.of(pool), Optional.empty(), Optional.empty()))) {
      stored.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 4, 6)));
      MetricValues values = stored.finish();

      assertThat(values.fid().orElseThrow()).isCloseTo(0, within(1e-12));
      assertThat(values.precision()).isEmpty();
      assertThat(values.recall()).isEmpty();
    }
  }

  @Test
  void refusesStoredStatisticsOfOtherFeatures() throws IOException {
    GaussianStatistics pool = MetricFixtures.diagonal(new double[] {5}, 2);
    try (MetricsCalculator stored =
        against(new StoredStatistics(Optional.of(pool), Optional.empty(), Optional.empty()))) {
      assertThatThrownBy(
              () -> stored.addReference(MetricFixtures.poolOnly(MetricFixtures.rows(2, 1, 2))))
          .isInstanceOf(MetricsException.class)
          .hasMessage("the reference's 'mu' is of 1 features, but the extractor gives 2");
    }
  }

  @Test
  void namesTheSampleWhoseFeatureIsNotFinite() {
    calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(2, 1, 2, 3, 4)));

    assertThatThrownBy(
            () ->
                calculator.addSamples(
                    MetricFixtures.poolOnly(MetricFixtures.rows(2, 5, 6, 7, Double.NaN))))
        .isInstanceOf(MetricsException.class)
        .hasMessage("pool feature 1 of sample 3 is NaN, expected a finite number");
    assertThatThrownBy(
            () ->
                calculator.addReference(
                    new FeatureBatch(
                        MetricFixtures.rows(1, 5),
                        Optional.of(MetricFixtures.rows(2, 1, Double.NEGATIVE_INFINITY)),
                        Optional.empty())))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "spatial feature 1 of reference image 0 is -Infinity, expected a finite number");
  }

  @Test
  void refusesABatchOfOtherFeatures() {
    calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(2, 1, 2)));

    assertThatThrownBy(
            () -> calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 1, 2))))
        .isInstanceOf(MetricsException.class)
        .hasMessage(
            "features of a sample are 1 (pool), none (spatial) and none (logits) wide, expected 2"
                + " (pool), none (spatial) and none (logits) as before");
  }

  @Test
  void refusesTooFewImages() {
    assertThatThrownBy(() -> calculator.finish())
        .isInstanceOf(MetricsException.class)
        .hasMessage("there are no samples to measure, expected 2 or more");

    calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 1)));
    calculator.addReference(MetricFixtures.poolOnly(MetricFixtures.rows(1, 1, 2, 3, 4)));
    assertThatThrownBy(() -> calculator.finish())
        .isInstanceOf(MetricsException.class)
        .hasMessage("pool features of 1 samples have no covariance, expected 2 or more");

    calculator.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 2, 3)));
    assertThat(calculator.finish().precision()).isPresent();
  }

  @Test
  void leavesOutTheRecallOfFewerSamplesThanNeighbours() throws IOException {
    try (MetricsCalculator published =
        new MetricsCalculator(program, MetricSettings.PUBLISHED, StoredStatistics.none())) {
      published.addReference(MetricFixtures.poolOnly(MetricFixtures.rows(1, 1, 2, 3, 4)));
      published.addSamples(MetricFixtures.poolOnly(MetricFixtures.rows(1, 1, 2, 3)));

      MetricValues values = published.finish();
      assertThat(values.precision()).hasValue(1);
      assertThat(values.recall()).isEmpty();
    }
  }

  @Test
  void ofTheSameBatchesGivesTheSameBits() throws IOException {
    assertThat(measureRandomBatches()).isEqualTo(measureRandomBatches());
  }

  private MetricValues measureRandomBatches() throws IOException {
    Random random = new Random(11);
    try (MetricsCalculator fresh = against(StoredStatistics.none())) {
      for (int batch = 0; batch < 20; batch++) {
        fresh.addReference(randomBatch(random));
        fresh.addSamples(randomBatch(random));
      }
      return fresh.finish();
    }
  }

  private static FeatureBatch randomBatch(Random random) {
    return new FeatureBatch(
        MetricFixtures.normal(random, 17, 12),
        Optional.of(MetricFixtures.normal(random, 17, 30)),
        Optional.of(MetricFixtures.normal(random, 17, 5)));
  }

  private MetricsCalculator against(StoredStatistics stored) throws IOException {
    return new MetricsCalculator(program, new MetricSettings(5000, 1), stored);
  }
}
