package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class InceptionScoreTest {
  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  @Test
  void ofUniformPredictionsIsOne() {
    assertThat(score(MetricFixtures.rows(4, 2, 2, 2, 2, 7, 7, 7, 7), 10, 1))
        .isCloseTo(1, within(1e-12));
  }

  /** Certain predictions, whose other probabilities underflow to 0, where 0 log 0 is 0. */
  @Test
  void ofCertainPredictionsIsTheNumberOfTheirClasses() {
    Features logits = MetricFixtures.rows(3, 500, 0, 0, 0, 500, 0, 0, 0, 500);

    assertThat(score(logits, 3, 3)).isCloseTo(3, within(1e-12));
  }

  /** p = (3/4, 1/4) and (1/4, 3/4), whose mean is (1/2, 1/2). */
  @Test
  void isTheExponentialOfTheMeanDivergence() {
    double log3 = Math.log(3);
    double divergence = 0.75 * Math.log(1.5) + 0.25 * Math.log(0.5);

    assertThat(score(MetricFixtures.rows(2, log3, 0, 0, log3), 2, 2))
        .isCloseTo(Math.exp(divergence), within(1e-7));
  }

  /** Splits of one, one and two classes: the third is short and counts as much as the others. */
  @Test
  void isTheMeanOverSplitsOfConsecutiveSamples() {
    Features logits =
        MetricFixtures.rows(2, 500, 0, 500, 0, 500, 0, 0, 500, 0, 500, 0, 500, 500, 0, 0, 500);

    assertThat(score(logits, 3, 8)).isCloseTo((1 + 1 + 2) / 3.0, within(1e-12));
    assertThat(score(logits, 3, 1)).isCloseTo((1 + 1 + 2) / 3.0, within(1e-12));
  }

  @Test
  void givesTheSameBitsWhateverTheBatches() {
    Features logits = MetricFixtures.normal(new Random(7), 2700, 6);

    assertThat(score(logits, 1300, 41)).isEqualTo(score(logits, 1300, 2700));
  }

  @Test
  void refusesNoSamplesAndNoSplit() {
    assertThatThrownBy(() -> score(MetricFixtures.rows(2), 3, 1))
        .isInstanceOf(MetricsException.class)
        .hasMessage("an Inception Score of 0 samples, expected 1 or more");
    assertThatThrownBy(() -> new InceptionScore(program, 10, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a split of 0 samples, expected 1 or more");
  }

  private static double score(Features logits, int splitSize, int batchSize) {
    InceptionScore score = new InceptionScore(program, logits.width(), splitSize);
    for (int from = 0; from < logits.rows(); ) {
      int to = Math.min(from + batchSize, logits.rows());
      score.add(logits.slice(from, to));
      from = to;
    }
    return score.finish();
  }
}
