package io.upstack.stages.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArrayComparisonTest {
  @Test
  void dividesTheLargestDifferenceByTheLargestRecordedValue() {
    ArrayComparison comparison = relative(new double[] {1, -7.5, 3}, new double[] {1.5, -8, 2}, 1);

    assertThat(comparison.error()).isEqualTo(1.0 / 8);
  }

  @Test
  void takesTheDifferenceItselfWhereAllThatWasRecordedIsZero() {
    assertThat(relative(new double[] {0.25}, new double[] {0}, 1).error()).isEqualTo(0.25);
  }

  @Test
  void passesUpToTheTolerance() {
    assertThat(relative(new double[] {1.5}, new double[] {1}, 0.5).passed()).isTrue();
    assertThat(relative(new double[] {1.5}, new double[] {1}, 0.49).passed()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void failsIfAnyNumberIsNotFinite(double value) {
    assertThat(relative(new double[] {value, 1}, new double[] {1, 1}, 1e300).passed()).isFalse();
    assertThat(relative(new double[] {1, 1}, new double[] {value, 1}, 1e300).passed()).isFalse();
    assertThat(relative(new double[] {value}, new double[] {value}, 1e300).passed()).isFalse();
  }

  @Test
  void refusesAnotherNumberOfElements() {
    assertThatThrownBy(() -> relative(new double[2], new double[3], 1))
        .hasMessage("'array' has 2 elements, but 3 were recorded");
  }

  private static ArrayComparison relative(double[] actual, double[] recorded, double tolerance) {
    return ArrayComparison.relative("array", actual, recorded, tolerance);
  }
}
