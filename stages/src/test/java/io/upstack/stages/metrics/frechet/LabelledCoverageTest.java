package io.upstack.stages.metrics.frechet;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.RandomGroups;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.metrics.SampleMoments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** FD-infinity of a perfect model of ten classes, whose truth is 0, by how labels came about. */
class LabelledCoverageTest {
  private static final int CLASSES = 10;
  private static final int WIDTH = 8;
  private static final int SAMPLES = 1000;
  private static final double SPREAD = 1.5;

  private static MetricProgram program;
  private static FrechetDistance distance;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
    distance = new FrechetDistance(program);
  }

  @AfterAll
  static void close() {
    program.close();
  }

  private enum LabelKind {
    UNIFORM,
    BALANCED,
    COUNTED;

    int[] labels(Random random) {
      return switch (this) {
        case UNIFORM -> random.ints(SAMPLES, 0, CLASSES).toArray();
        case BALANCED -> IntStream.range(0, SAMPLES).map(i -> i % CLASSES).toArray();
        case COUNTED -> IntStream.range(0, SAMPLES).map(i -> label(i)).toArray();
      };
    }

    /** 55 of the first class, 145 of the last. */
    private static int label(int sample) {
      int label = 0;
      for (int end = 55; sample >= end; end += 55 + 10 * label) {
        label++;
      }
      return label;
    }

    double[] shares() {
      double[] shares = new double[CLASSES];
      for (int label : this == UNIFORM ? BALANCED.labels(null) : labels(null)) {
        shares[label] += 1.0 / SAMPLES;
      }
      return shares;
    }
  }

  private record Spread(double mean, double standardError, double covered, double halfWidth) {}

  @ParameterizedTest
  @EnumSource(LabelKind.class)
  void coversNothingInFortyRepeats(LabelKind kind) {
    Spread spread = spread(kind, kind != LabelKind.UNIFORM, 40);

    assertThat(Math.abs(spread.mean())).isLessThan(3 * spread.standardError());
    assertThat(spread.covered()).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  @Tag("slow")
  void isZeroOnAverageWhateverTheLabels() {
    for (LabelKind kind : LabelKind.values()) {
      Spread spread = spread(kind, kind != LabelKind.UNIFORM, 200);

      assertThat(Math.abs(spread.mean()))
          .as("mean of %s: %s", kind, spread)
          .isLessThan(2 * spread.standardError());
      assertThat(spread.covered()).as("%s: %s", kind, spread).isGreaterThanOrEqualTo(0.92);
    }
  }

  /** Groups that leave labels to chance miss 0, and say so by far wider intervals. */
  @ParameterizedTest
  @EnumSource(names = {"BALANCED", "COUNTED"})
  void isSurerWithStratifiedGroups(LabelKind kind) {
    Spread stratified = spread(kind, true, 40);
    Spread random = spread(kind, false, 40);

    assertThat(stratified.halfWidth()).isLessThan(0.4 * random.halfWidth());
    assertThat(stratified.standardError()).isLessThan(0.5 * random.standardError());
  }

  private static Spread spread(LabelKind kind, boolean stratified, int repeats) {
    double[][] means = means();
    ReferenceRoot root = distance.rootOf(population(means, kind.shares()));
    FrechetPlan plan = FrechetPlan.withExtrapolation(SAMPLES, WIDTH);
    double sum = 0;
    double squares = 0;
    double width = 0;
    int covered = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      Random random = new Random(1000 + repeat);
      int[] labels = kind.labels(random);
      double[][] rows = new double[SAMPLES][WIDTH];
      for (int i = 0; i < SAMPLES; i++) {
        for (int k = 0; k < WIDTH; k++) {
          rows[i][k] = means[labels[i]][k] + random.nextGaussian() / Math.sqrt(k + 1);
        }
      }
      RandomGroups groups =
          stratified
              ? RandomGroups.stratified(repeat, labels, FrechetPlan.GROUPS)
              : RandomGroups.of(repeat, SAMPLES, FrechetPlan.GROUPS);
      List<SampleMoments> moments = new ArrayList<>();
      for (int group = 0; group < groups.count(); group++) {
        moments.add(moments(rows, groups.samples(group)));
      }
      FrechetEstimates estimates =
          plan.estimates(
              plan.subsets().stream().map(subset -> distance(moments, subset, root)).toList());
      double infinity = estimates.infinity().value().orElseThrow();
      ConfidenceInterval interval = estimates.infinity().interval().orElseThrow();
      sum += infinity;
      squares += infinity * infinity;
      width += interval.width() / 2 / repeats;
      covered += interval.contains(0) ? 1 : 0;
    }
    double mean = sum / repeats;
    double variance = (squares - repeats * mean * mean) / (repeats - 1);
    return new Spread(mean, Math.sqrt(variance / repeats), (double) covered / repeats, width);
  }

  private static double[][] means() {
    Random random = new Random(99);
    double[][] means = new double[CLASSES][WIDTH];
    for (double[] mean : means) {
      for (int k = 0; k < WIDTH; k++) {
        mean[k] = SPREAD * random.nextGaussian();
      }
    }
    return means;
  }

  private static GaussianStatistics population(double[][] means, double[] shares) {
    double[] mean = new double[WIDTH];
    double[] covariance = new double[WIDTH * WIDTH];
    for (int label = 0; label < CLASSES; label++) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += shares[label] * means[label][i];
      }
    }
    for (int label = 0; label < CLASSES; label++) {
      for (int i = 0; i < WIDTH; i++) {
        for (int j = 0; j < WIDTH; j++) {
          covariance[i * WIDTH + j] +=
              shares[label] * (means[label][i] - mean[i]) * (means[label][j] - mean[j]);
        }
      }
    }
    for (int i = 0; i < WIDTH; i++) {
      covariance[i * WIDTH + i] += 1.0 / (i + 1);
    }
    return GaussianStatistics.of(mean, covariance);
  }

  private static SampleMoments moments(double[][] rows, int[] samples) {
    double[] mean = new double[WIDTH];
    double[] scatter = new double[WIDTH * WIDTH];
    for (int sample : samples) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += rows[sample][i] / samples.length;
      }
    }
    for (int sample : samples) {
      for (int i = 0; i < WIDTH; i++) {
        for (int j = 0; j < WIDTH; j++) {
          scatter[i * WIDTH + j] += (rows[sample][i] - mean[i]) * (rows[sample][j] - mean[j]);
        }
      }
    }
    return SampleMoments.of(samples.length, mean, scatter);
  }

  private static SubsetDistance distance(
      List<SampleMoments> groups, GroupSubset subset, ReferenceRoot root) {
    SampleMoments moments =
        SampleMoments.merged(subset.groups().stream().map(groups::get).toList());
    return new SubsetDistance(
        subset, moments.count(), distance.between(moments.statistics(), root).distance());
  }
}
