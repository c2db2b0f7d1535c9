package io.upstack.stages.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.Device;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SampleMomentsTest {
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
  void areCountMeanAndSumsOfProducts() {
    SampleMoments moments = moments(MetricFixtures.rows(2, 1, 2, 3, 4, 8, 0), 0, 1, 2);

    assertThat(moments.count()).isEqualTo(3);
    assertThat(moments.width()).isEqualTo(2);
    assertThat(moments.mean()).containsExactly(new double[] {4, 2}, within(1e-15));
    assertThat(moments.scatter()).containsExactly(new double[] {26, -10, -10, 8}, within(1e-13));
  }

  @Test
  void ofOneSampleAreItself() {
    SampleMoments moments = moments(MetricFixtures.rows(2, 1, 2, 3, 4), 1);

    assertThat(moments.mean()).containsExactly(3, 4);
    assertThat(moments.scatter()).containsOnly(0);
    assertThatThrownBy(moments::statistics)
        .isInstanceOf(MetricsException.class)
        .hasMessage("features of 1 samples have no covariance, expected 2 or more");
  }

  /** Widths about those of the panels in which products are computed, and rows of the chunks. */
  @ParameterizedTest
  @CsvSource({"1, 5", "2, 1030", "255, 300", "256, 20", "257, 40", "600, 30"})
  void agreeWithTheDefinition(int width, int rows) {
    Features features = MetricFixtures.normal(new Random(width), rows, width);
    SampleMoments moments = moments(features, IntStream.range(0, rows).toArray());

    assertThat(moments.mean()).containsExactly(mean(features), within(1e-14));
    assertThat(moments.scatter()).containsExactly(scatter(features), within(1e-11 * rows));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 10})
  void ofPartsMergeToThoseOfTheWhole(int parts) {
    Features features = MetricFixtures.normal(new Random(8), 300, 9);
    for (int i = 0; i < features.values().length; i++) {
      features.values()[i] += i % 9 + 100f * (i / (9 * 50));
    }
    SampleMoments whole = moments(features, IntStream.range(0, 300).toArray());
    SampleMoments merged = SampleMoments.merged(groups(features, parts));

    assertThat(merged.count()).isEqualTo(300);
    assertThat(merged.mean()).containsExactly(whole.mean(), within(1e-11));
    assertThat(merged.scatter()).containsExactly(whole.scatter(), within(1e-7));
    assertThat(merged.statistics().covariance())
        .containsExactly(
            Arrays.stream(scatter(features)).map(value -> value / 299).toArray(), within(1e-9));
  }

  @Test
  void ofAllGroupsButOneAreThoseOfTheOtherSamples() {
    Features features = MetricFixtures.normal(new Random(9), 200, 6);
    RandomGroups drawn = RandomGroups.of(4, 200, 5);
    List<SampleMoments> groups = groups(features, 5);
    int[] others =
        IntStream.of(0, 1, 3, 4).flatMap(group -> IntStream.of(drawn.samples(group))).toArray();
    SampleMoments left =
        SampleMoments.merged(List.of(groups.get(0), groups.get(1), groups.get(3), groups.get(4)));

    assertThat(left.scatter()).containsExactly(moments(features, others).scatter(), within(1e-11));
  }

  @Test
  void haveTheSameBitsInWhateverOrderGroupsWereComputed() {
    Features features = MetricFixtures.normal(new Random(10), 2000, 30);
    List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5, 6, 7));
    double[] expected = SampleMoments.merged(groups(features, 8)).scatter();
    Collections.shuffle(order, new Random(11));
    SampleMoments[] byIndex = new SampleMoments[8];
    order.parallelStream()
        .forEach(
            group ->
                byIndex[group] = moments(features, RandomGroups.of(4, 2000, 8).samples(group)));

    assertThat(SampleMoments.merged(List.of(byIndex)).scatter()).isEqualTo(expected);
  }

  @Test
  void mergeWithoutChangingTheParts() {
    List<SampleMoments> parts = groups(MetricFixtures.normal(new Random(12), 40, 3), 4);
    double[] before = parts.get(0).scatter();
    SampleMoments.merged(parts);

    assertThat(parts.get(0).scatter()).isEqualTo(before);
  }

  @Test
  void refuseWhatDoesNotFit() {
    SampleMoments narrow = SampleMoments.of(2, new double[1], new double[1]);
    SampleMoments wide = SampleMoments.of(2, new double[2], new double[4]);

    assertThatThrownBy(() -> SampleMoments.merged(List.of(narrow, wide)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("moments of 2 features can't be merged with moments of 1");
    assertThatThrownBy(() -> SampleMoments.merged(List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("moments of no parts, expected 1 or more");
    assertThatThrownBy(() -> SampleMoments.of(0, new double[1], new double[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("moments of 0 samples, expected 1 or more");
    assertThatThrownBy(() -> SampleMoments.of(1, new double[2], new double[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a scatter of 2 values does not fit a mean of 2");
  }

  private static List<SampleMoments> groups(Features features, int count) {
    RandomGroups groups = RandomGroups.of(4, features.rows(), count);
    return IntStream.range(0, count)
        .mapToObj(group -> moments(features, groups.samples(group)))
        .toList();
  }

  private static SampleMoments moments(Features features, int... indices) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", features.width())) {
      accumulator.add(features, indices);
      return accumulator.moments();
    }
  }

  private static double[] mean(Features features) {
    double[] mean = new double[features.width()];
    for (int i = 0; i < features.values().length; i++) {
      mean[i % mean.length] += (double) features.values()[i] / features.rows();
    }
    return mean;
  }

  private static double[] scatter(Features features) {
    int width = features.width();
    double[] mean = mean(features);
    double[] scatter = new double[width * width];
    for (int start = 0; start < features.values().length; start += width) {
      for (int i = 0; i < width; i++) {
        for (int j = 0; j < width; j++) {
          scatter[i * width + j] +=
              (features.values()[start + i] - mean[i]) * (features.values()[start + j] - mean[j]);
        }
      }
    }
    return scatter;
  }
}
