package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The interval of the score, on samples that have one of two predictions. */
class InceptionScoreCoverageTest {
  private static final double[][] PREDICTIONS = {{0.7, 0.2, 0.1}, {0.05, 0.15, 0.8}};

  private static MetricProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** Two splits of twelve: four, then eight of the first prediction. */
  @Test
  void comesFromTheScoresWithoutEachOfTheSamples() {
    int[] kinds = IntStream.range(0, 24).map(i -> i % 3 == 0 ? i / 12 : 1 - i / 12).toArray();
    Estimate estimate = estimate(kinds, 12);
    double total = score(4, 12) + score(8, 12);
    double variance =
        Math.pow(score(4, 12) / total, 2) * variance(4, 12)
            + Math.pow(score(8, 12) / total, 2) * variance(8, 12);
    double factor = Math.exp(2.07387 * Math.sqrt(variance));

    assertThat(estimate.value().orElseThrow()).isCloseTo(total / 2, within(1e-7));
    ConfidenceInterval interval = estimate.interval().orElseThrow();
    assertThat(interval.high()).isCloseTo(total / 2 * factor, within(1e-5));
    assertThat(interval.low()).isCloseTo(Math.max(1, total / 2 / factor), within(1e-5));
  }

  @Test
  void isRefusedWhereSamplesAreNotSeveralTimesTheClasses() {
    float[] logits = new float[50 * 1000];
    for (int i = 0; i < 50; i++) {
      logits[i * 1000 + 20 * i] = 30;
    }
    InceptionScore score = new InceptionScore(program, 1000, 5000);
    score.add(Features.of(50, 1000, logits));
    Estimate estimate = score.estimate();

    assertThat(estimate.value().orElseThrow()).isCloseTo(50, within(0.1));
    assertThat(estimate.interval()).isEmpty();
    assertThat(estimate.reason())
        .hasValue(
            "a split has fewer than 4 samples for each class that its predictions spread over, of"
                + " which no method gives an interval that holds");
  }

  /** Sharp predictions of ten classes, of which 50 samples do not see all alike. */
  @ParameterizedTest
  @CsvSource({"50, 60, 8", "200, 60, 4"})
  void coversSharpPredictionsAndHoldsTheScore(int samples, int repeats, double sharpness) {
    double[] scores = new double[repeats];
    ConfidenceInterval[] intervals = new ConfidenceInterval[repeats];
    for (int repeat = 0; repeat < repeats; repeat++) {
      Random random = new Random(500 + repeat);
      float[] logits = new float[samples * 10];
      for (int i = 0; i < samples; i++) {
        for (int k = 0; k < 10; k++) {
          logits[i * 10 + k] = (float) random.nextGaussian();
        }
        logits[i * 10 + random.nextInt(10)] += (float) sharpness;
      }
      InceptionScore score = new InceptionScore(program, 10, 5000);
      score.add(Features.of(samples, 10, logits));
      Estimate estimate = score.estimate();
      scores[repeat] = estimate.value().orElseThrow();
      intervals[repeat] = estimate.interval().orElseThrow();
      assertThat(intervals[repeat].contains(scores[repeat])).isTrue();
    }
    double expectation = Arrays.stream(scores).average().orElseThrow();
    long covered = Arrays.stream(intervals).filter(each -> each.contains(expectation)).count();

    assertThat((double) covered / repeats).isGreaterThanOrEqualTo(0.9);
  }

  /**
   * Computes the exact expectation at this size of splits, over each count of the first prediction.
   */
  @ParameterizedTest
  @CsvSource({"400, 100, 0.3", "400, 5000, 0.3", "950, 100, 0.15", "100, 50, 0.4"})
  void coversTheExpectationInNinetyOfAHundredRepeats(int samples, int splitSize, double share) {
    int whole = Math.min(samples, splitSize);
    int full = samples / whole;
    int rest = samples % whole;
    double sum = full * expectation(whole, share) + (rest > 0 ? expectation(rest, share) : 0);
    double expectation = sum / (full + (rest > 0 ? 1 : 0));
    int covered = 0;
    for (int repeat = 0; repeat < 100; repeat++) {
      Random random = new Random(repeat);
      int[] kinds = random.doubles(samples).mapToInt(draw -> draw < share ? 0 : 1).toArray();
      ConfidenceInterval interval = estimate(kinds, splitSize).interval().orElseThrow();
      covered += interval.contains(expectation) ? 1 : 0;
    }

    assertThat(covered).isGreaterThanOrEqualTo(90);
  }

  @Test
  void isAPointWhereAllPredictionsAreAlike() {
    Estimate estimate = estimate(new int[50], 20);

    assertThat(estimate.interval().orElseThrow().width()).isCloseTo(0, within(1e-9));
  }

  @Test
  void isMissingForSplitsOfOneSample() {
    Estimate estimate = estimate(new int[] {0, 1}, 1);

    assertThat(estimate.value().orElseThrow()).isCloseTo(1, within(1e-7));
    assertThat(estimate.interval()).isEmpty();
    assertThat(estimate.reason())
        .hasValue("an interval from splits of 1 sample, expected a split of 2 or more");
  }

  private static Estimate estimate(int[] kinds, int splitSize) {
    float[] logits = new float[kinds.length * 3];
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) Math.log(PREDICTIONS[kinds[i / 3]][i % 3]);
    }
    InceptionScore score = new InceptionScore(program, 3, splitSize);
    score.add(Features.of(kinds.length, 3, logits));
    return score.estimate();
  }

  private static double expectation(int samples, double share) {
    double expectation = 0;
    double logarithm = samples * Math.log(1 - share);
    for (int first = 0; first <= samples; first++) {
      expectation += Math.exp(logarithm) * score(first, samples);
      logarithm += Math.log((samples - first) / (first + 1.0) * share / (1 - share));
    }
    return expectation;
  }

  private static double score(int first, int samples) {
    return Math.exp(
        (first * divergence(0, first, samples) + (samples - first) * divergence(1, first, samples))
            / samples);
  }

  /** Computes the error of the logarithm by leaving out each sample of either kind. */
  private static double variance(int first, int samples) {
    double withoutFirst = Math.log(score(first - 1, samples - 1));
    double withoutSecond = Math.log(score(first, samples - 1));
    double mean = (first * withoutFirst + (samples - first) * withoutSecond) / samples;
    double squares =
        first * Math.pow(withoutFirst - mean, 2)
            + (samples - first) * Math.pow(withoutSecond - mean, 2);
    return squares * (samples - 1) / samples;
  }

  private static double divergence(int kind, int first, int samples) {
    double share = (double) first / samples;
    double divergence = 0;
    for (int i = 0; i < 3; i++) {
      double marginal = share * PREDICTIONS[0][i] + (1 - share) * PREDICTIONS[1][i];
      divergence += PREDICTIONS[kind][i] * Math.log(PREDICTIONS[kind][i] / marginal);
    }
    return divergence;
  }
}
