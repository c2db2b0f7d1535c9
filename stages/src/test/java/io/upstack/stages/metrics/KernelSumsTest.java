package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class KernelSumsTest {
  private static final int WIDTH = 5;

  /** More than two tiles. */
  private static final int MANY = 2300;

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
  void sumsOverAnotherSetAreThoseOfTheDefinition() {
    Features features = MetricFixtures.normal(new Random(1), 9, WIDTH);
    Features others = MetricFixtures.normal(new Random(2), MANY, WIDTH);
    int[] rows = {1, 4, 8};
    int[] columns = IntStream.range(3, MANY).toArray();

    double[] sums = new KernelSums(program).between(features, rows, others, columns);

    for (int i = 0; i < rows.length; i++) {
      int row = rows[i];
      double expected =
          Arrays.stream(columns).mapToDouble(column -> kernel(features, row, others, column)).sum();
      assertThat(sums[i]).isCloseTo(expected, within(1e-9));
    }
  }

  @Test
  void sumsWithinASetLeaveOutTheRowItselfAndTellLabelsApart() {
    Features features = MetricFixtures.normal(new Random(3), MANY + 5, WIDTH);
    int[] members = IntStream.range(0, MANY).map(i -> i + 5).toArray();
    int[] labels = IntStream.range(0, MANY).map(i -> i % 7).toArray();

    KernelSums.Within sums =
        new KernelSums(program).within(features, members, 1200, 1210, Optional.of(labels));
    KernelSums.Within unlabelled =
        new KernelSums(program).within(features, members, 1200, 1210, Optional.empty());

    for (int i = 1200; i < 1210; i++) {
      double own = 0;
      double others = 0;
      for (int j = 0; j < MANY; j++) {
        double kernel = i == j ? 0 : kernel(features, members[i], features, members[j]);
        own += labels[i] == labels[j] ? kernel : 0;
        others += labels[i] == labels[j] ? 0 : kernel;
      }
      assertThat(sums.own()[i - 1200]).isCloseTo(own, within(1e-9));
      assertThat(sums.others()[i - 1200]).isCloseTo(others, within(1e-9));
      assertThat(unlabelled.own()[i - 1200]).isCloseTo(own + others, within(1e-9));
      assertThat(unlabelled.others()[i - 1200]).isZero();
    }
  }

  @Test
  void refusesSetsOfOtherWidths() {
    Features narrow = MetricFixtures.normal(new Random(1), 2, 3);
    Features wide = MetricFixtures.normal(new Random(1), 2, 4);
    int[] both = {0, 1};

    assertThatThrownBy(() -> new KernelSums(program).between(narrow, both, wide, both))
        .isInstanceOf(MetricsException.class)
        .hasMessage("samples with 3 features can't be compared with a reference of 4");
  }

  private static double kernel(Features left, int row, Features right, int column) {
    double product = 0;
    for (int k = 0; k < WIDTH; k++) {
      product += (double) left.values()[row * WIDTH + k] * right.values()[column * WIDTH + k];
    }
    return Math.pow(product / WIDTH + 1, 3);
  }
}
