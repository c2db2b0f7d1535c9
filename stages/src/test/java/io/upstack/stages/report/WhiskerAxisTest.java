package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.upstack.proto.Interval;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WhiskerAxisTest {
  private static final double UNBOUNDED = Double.POSITIVE_INFINITY;

  @Test
  void hasRoundEndsAroundTheInterval() {
    WhiskerAxis axis = WhiskerAxis.around(3.9425, interval(3.9012, 3.9838), UNBOUNDED);

    assertThat(axis.label(axis.low())).isEqualTo("3.88");
    assertThat(axis.label(axis.high())).isEqualTo("4.00");
    assertThat(axis.ticks()).isEqualTo(7);
    assertThat(axis.position(3.94)).isCloseTo(0.5, within(1e-9));
  }

  @Test
  void endsAtZeroUnlessTheIntervalIsBelow() {
    assertThat(WhiskerAxis.around(0.5, interval(0.01, 1), UNBOUNDED).low()).isZero();
    assertThat(WhiskerAxis.around(0.5, interval(-0.1, 1), UNBOUNDED).low()).isNegative();
  }

  @Test
  void endsAtTheLargestValueThereCanBe() {
    WhiskerAxis axis = WhiskerAxis.around(0.99, interval(0.97, 1), 1);

    assertThat(axis.label(axis.high())).isEqualTo("1.00");
    assertThat(WhiskerAxis.around(0.99, interval(0.97, 1), UNBOUNDED).high()).isGreaterThan(1);
  }

  @Test
  void hasRoomForAnIntervalWithoutWidth() {
    WhiskerAxis axis = WhiskerAxis.around(3, interval(3, 3), UNBOUNDED);

    assertThat(axis.position(3)).isBetween(0.1, 0.9);
    assertThat(WhiskerAxis.around(0, interval(0, 0), UNBOUNDED).high()).isPositive();
  }

  @Test
  void holdsAnyIntervalOnFewTicks() {
    Random random = new Random(4);
    for (int i = 0; i < 1000; i++) {
      double low = Math.pow(10, 8 * random.nextDouble() - 5) * (random.nextDouble() - 0.2);
      double high = low + Math.pow(10, 8 * random.nextDouble() - 5);
      double value = low + random.nextDouble() * (high - low);

      WhiskerAxis axis = WhiskerAxis.around(value, interval(low, high), UNBOUNDED);

      assertThat(axis.position(low)).isGreaterThanOrEqualTo(-1e-9);
      assertThat(axis.position(high)).isLessThanOrEqualTo(1 + 1e-9);
      assertThat(axis.position(high) - axis.position(low)).isGreaterThan(0.4);
      assertThat(axis.ticks()).isBetween(3, 10);
    }
  }

  private static Interval interval(double low, double high) {
    return FullReportExample.interval(low, high);
  }
}
