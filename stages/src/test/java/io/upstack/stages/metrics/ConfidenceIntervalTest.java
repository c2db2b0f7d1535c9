package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfidenceIntervalTest {
  /** The bounds are the p for which (fraction - p)² = z² p (1 - p) / n. */
  @ParameterizedTest
  @CsvSource({"0.5, 10", "0.02, 250", "0.9, 33.5"})
  void ofAFractionEndsWhereTheScoreTestRejects(double fraction, double trials) {
    ConfidenceInterval interval = ConfidenceInterval.wilson(fraction, trials);

    for (double p : new double[] {interval.low(), interval.high()}) {
      double score = Math.abs(fraction - p) / Math.sqrt(p * (1 - p) / trials);
      assertThat(score).isCloseTo(1.959963984540054, within(1e-9));
    }
  }

  @Test
  void ofAFractionEndsAtItsLimits() {
    double square = 1.959963984540054 * 1.959963984540054;

    ConfidenceInterval none = ConfidenceInterval.wilson(0, 20);
    assertThat(none.low()).isZero();
    assertThat(none.high()).isCloseTo(square / (20 + square), within(1e-12));
    ConfidenceInterval all = ConfidenceInterval.wilson(1, 20);
    assertThat(all.low()).isCloseTo(20 / (20 + square), within(1e-12));
    assertThat(all.high()).isEqualTo(1);
  }

  /** The 97.5% quantiles of any table. */
  @ParameterizedTest
  @CsvSource({"1, 12.7062", "9, 2.2622", "30, 2.0423", "1e9, 1.9600"})
  void ofAnEstimateReachesToStudentsQuantile(double degreesOfFreedom, double quantile) {
    ConfidenceInterval interval = ConfidenceInterval.studentT(3, 2, degreesOfFreedom);

    assertThat(interval.low()).isCloseTo(3 - 2 * quantile, within(2e-4));
    assertThat(interval.high()).isCloseTo(3 + 2 * quantile, within(2e-4));
    assertThat(interval.width()).isCloseTo(4 * quantile, within(4e-4));
  }

  @Test
  void ofAnExactEstimateIsThatEstimate() {
    assertThat(ConfidenceInterval.studentT(3, 0, 5)).isEqualTo(new ConfidenceInterval(3, 3));
  }

  @Test
  void isCutAtABound() {
    assertThat(new ConfidenceInterval(-1, 2).atLeast(0)).isEqualTo(new ConfidenceInterval(0, 2));
    assertThat(new ConfidenceInterval(-2, -1).atLeast(0)).isEqualTo(new ConfidenceInterval(0, 0));
  }

  @Test
  void containsItsBounds() {
    ConfidenceInterval interval = new ConfidenceInterval(1, 2);

    assertThat(interval.contains(1)).isTrue();
    assertThat(interval.contains(2)).isTrue();
    assertThat(interval.contains(Math.nextUp(2.0))).isFalse();
    assertThat(interval.contains(Double.NaN)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"2, 1", "NaN, 1", "-Infinity, 1"})
  void refusesBoundsThatBoundNothing(double low, double high) {
    assertThatThrownBy(() -> new ConfidenceInterval(low, high))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "an interval from %s to %s, expected finite bounds in ascending order"
                .formatted(low, high));
  }

  @ParameterizedTest
  @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
  void refusesWhatIsNoFraction(double fraction) {
    assertThatThrownBy(() -> ConfidenceInterval.wilson(fraction, 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a fraction of %s, expected one from 0 to 1".formatted(fraction));
  }

  @Test
  void refusesTooLittleToGoBy() {
    assertThatThrownBy(() -> ConfidenceInterval.wilson(0.5, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0.0 trials, expected a finite number above 0");
    assertThatThrownBy(() -> ConfidenceInterval.studentT(1, 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("0.0 degrees of freedom, expected 1 or more");
    assertThatThrownBy(() -> ConfidenceInterval.studentT(1, -1, 3))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a standard error of -1.0, expected 0 or more");
  }
}
