package io.upstack.stages.differences;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.upstack.stages.differences.Difference.Method;
import io.upstack.stages.metrics.InceptionScore.ScoreTerms;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RunTermsTest {
  private static final PairingConditions CONDITIONS = conditions(4, OptionalLong.of(7));

  /** Leave-one-out differences 0, 1 and 2: (2/3) 2 about their mean, t of 2 degrees 4.3027. */
  @Test
  void differencesOfDistancesComeFromTheJackknifeOfTheDifference() {
    Difference difference =
        difference(
            new MetricTerms.Groups(new double[] {5, 4, 6, 5}),
            new MetricTerms.Groups(new double[] {3, 4, 5, 3}));

    assertThat(difference.value()).isEqualTo(2);
    assertThat(difference.method()).isEqualTo(Method.GROUP_JACKKNIFE);
    assertThat(difference.whyNotPaired()).isEmpty();
    double half = 4.3027 * Math.sqrt(4.0 / 3);
    assertThat(difference.interval().orElseThrow().low()).isCloseTo(2 - half, within(1e-3));
    assertThat(difference.interval().orElseThrow().high()).isCloseTo(2 + half, within(1e-3));
  }

  /** Three pairs unlike one way, none the other: (4 - 1)/(4 + 2), as published. */
  @Test
  void differencesOfPrecisionAreThoseOfBonettAndPrice() {
    Difference difference =
        difference(
            new MetricTerms.Inside(new byte[] {1, 1, 1, 0}),
            new MetricTerms.Inside(new byte[] {0, 0, 0, 0}));

    assertThat(difference.value()).isEqualTo(0.75);
    double half = 1.95996 * Math.sqrt((5.0 / 6 - 0.25) / 6);
    assertThat(difference.interval().orElseThrow().low()).isCloseTo(0.5 - half, within(1e-4));
    assertThat(difference.interval().orElseThrow().high()).isCloseTo(0.5 + half, within(1e-4));
  }

  /** No pair changes anything: as if one image did, t of 3 degrees 3.1824. */
  @Test
  void differencesOfRecallAreNotCertainWhereNoSampleMatters() {
    MetricTerms.Images terms = new MetricTerms.Images(10, 10, new int[4], OptionalDouble.of(0.4));
    Difference difference = difference(terms, terms);

    assertThat(difference.value()).isZero();
    assertThat(difference.interval().orElseThrow().high()).isCloseTo(0.31824, within(1e-4));
  }

  /** Independent runs with these intervals would have the half-width 1. */
  @Test
  void differencesOfRecallAreAsWideAsWhatDoesNotCancel() {
    double own = Math.sqrt(0.5);
    MetricTerms first =
        new MetricTerms.Images(
            10, 8, new int[] {-2, -2, -2, 0, 0, 0, 0, 0}, OptionalDouble.of(own));
    MetricTerms second =
        new MetricTerms.Images(
            10, 7, new int[] {-2, -2, -1, 0, 0, 0, 0, -1}, OptionalDouble.of(own));

    double half = difference(first, second).interval().orElseThrow().width() / 2;
    double scatterOfBoth = 12 - 36 / 8.0 + 10 - 36 / 8.0;
    double scatterOfDifference = 2 * (1 + 2 / 2.0);
    assertThat(half).isCloseTo(Math.sqrt(scatterOfDifference / scatterOfBoth), within(1e-12));
  }

  @Test
  void differencesOfTheInceptionScoreAreRatios() {
    RunTerms first = scores(Math.log(6));
    Difference ratio = first.minus(scores(Math.log(3)), 0.95).get("inceptionScore");

    assertThat(ratio.value()).isCloseTo(2, within(1e-12));
    assertThat(ratio.interval().orElseThrow().low()).isCloseTo(2, within(1e-12));
  }

  /** Half-widths of equal groups are 0 and 3 of t 4.3027 · sqrt(4/3). */
  @Test
  void runsThatDoNotPairAreTakenAsIndependentAndSayWhy() {
    RunTerms first =
        new RunTerms(CONDITIONS, Map.of("fid", new MetricTerms.Groups(new double[] {5, 5, 5, 5})));
    RunTerms second =
        new RunTerms(
            conditions(5, OptionalLong.empty()),
            Map.of(
                "fid",
                new MetricTerms.Groups(new double[] {3, 2, 4, 3}),
                "recall",
                new MetricTerms.Inside(new byte[5])));
    Map<String, Difference> differences = first.minus(second, 0.95);

    assertThat(differences).containsOnlyKeys("fid");
    Difference difference = differences.get("fid");
    assertThat(difference.method()).isEqualTo(Method.UNPAIRED);
    assertThat(difference.whyNotPaired())
        .hasValue(
            "different numbers of samples: 4 and 5; samples made elsewhere, whose noise is not"
                + " known to be the same");
    assertThat(difference.interval().orElseThrow().width())
        .isCloseTo(2 * 4.3027 * Math.sqrt(4.0 / 3), within(1e-3));
  }

  @Test
  void severalRunsAgainstOneShareTheirDoubt() {
    assertThat(RunTerms.confidence(1)).isEqualTo(0.95);
    assertThat(RunTerms.confidence(5)).isCloseTo(0.99, within(1e-12));
    assertThatThrownBy(() -> RunTerms.confidence(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0 comparisons, expected 1 or more");
  }

  @Test
  void termsOfOtherNumbersOfSamplesAreRefused() {
    assertThatThrownBy(
            () ->
                new MetricTerms.Inside(new byte[3])
                    .minus(new MetricTerms.Inside(new byte[4]), 0.95))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("3 and 4 samples do not pair");
  }

  private static Difference difference(MetricTerms first, MetricTerms second) {
    return new RunTerms(CONDITIONS, Map.of("metric", first))
        .minus(new RunTerms(CONDITIONS, Map.of("metric", second)), 0.95)
        .get("metric");
  }

  private static RunTerms scores(double logarithm) {
    return new RunTerms(
        CONDITIONS,
        Map.of(
            "inceptionScore",
            new MetricTerms.Scores(
                List.of(new ScoreTerms(logarithm, new double[] {0.1, -0.1, 0})))));
  }

  private static PairingConditions conditions(long samples, OptionalLong seed) {
    return new PairingConditions(samples, seed, "balanced", 0, "ab", "cd", "k 3");
  }
}
