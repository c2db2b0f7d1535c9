package io.upstack.stages.differences;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.RandomGroups;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.metrics.SampleMoments;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often intervals of paired differences of FID cover the expected difference, and how much
 * narrower than those of independent runs they are, by how much noise two models share. The
 * standard error of a coverage is about .01.
 */
class PairedDistancesTest {
  private static final int WIDTH = 8;
  private static final int CLASSES = 10;
  private static final int GROUPS = 10;
  private static final int REPEATS = 300;
  private static final double CONFIDENCE = RunTerms.confidence(1);

  private static MetricProgram program;
  private static FrechetDistance distance;
  private static ReferenceRoot root;

  @BeforeAll
  static void open() throws IOException {
    program = MetricProgram.open(Device.cpu());
    distance = new FrechetDistance(program);
    double[] identity = new double[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      identity[i * WIDTH + i] = 1;
    }
    root = distance.rootOf(GaussianStatistics.of(new double[WIDTH], identity));
  }

  @AfterAll
  static void close() {
    program.close();
  }

  private enum LabelKind {
    NONE,
    UNIFORM,
    BALANCED_IN_RANDOM_GROUPS,
    BALANCED;

    Optional<int[]> labels(Random random, int samples) {
      return switch (this) {
        case NONE -> Optional.empty();
        case UNIFORM -> Optional.of(random.ints(samples, 0, CLASSES).toArray());
        case BALANCED_IN_RANDOM_GROUPS, BALANCED ->
            Optional.of(IntStream.range(0, samples).map(i -> i % CLASSES).toArray());
      };
    }
  }

  /**
   * @param unshared the share of the noise's variance that the second model does not share
   * @param narrower how many times narrower than an unpaired interval the paired one is at least
   */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({
    "NONE, 0.1, 100, 2.5",
    "NONE, 0.1, 320, 2.5",
    "NONE, 0.3, 100, 1.5",
    "NONE, 0.7, 100, 1.1",
    "NONE, 0.99, 100, 0.9",
    "UNIFORM, 0.1, 100, 2.5",
    "UNIFORM, 0.1, 320, 2.5",
    "BALANCED_IN_RANDOM_GROUPS, 0.1, 100, 2.5",
    "BALANCED_IN_RANDOM_GROUPS, 0.1, 320, 2.5",
    "BALANCED, 0.1, 100, 1.5",
    "BALANCED, 0.1, 320, 1.5"
  })
  void coverTheExpectedDifference(
      LabelKind kind, double unshared, int samples, double narrower, TestReporter reporter) {
    List<Difference> differences = new ArrayList<>();
    double unpaired = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      Random random = new Random(20_000 + repeat);
      Optional<int[]> labels = kind.labels(random, samples);
      double[][][] pair = pair(random, labels, samples, unshared);
      RandomGroups groups =
          kind == LabelKind.BALANCED
              ? RandomGroups.stratified(repeat, labels.orElseThrow(), GROUPS)
              : RandomGroups.of(repeat, samples, GROUPS);
      MetricTerms first = new MetricTerms.Groups(jackknife(pair[0], groups));
      MetricTerms second = new MetricTerms.Groups(jackknife(pair[1], groups));
      differences.add(first.minus(second, CONFIDENCE));
      unpaired +=
          2
              * Math.hypot(
                  first.halfWidth(CONFIDENCE).orElseThrow(),
                  second.halfWidth(CONFIDENCE).orElseThrow());
    }
    double expected = differences.stream().mapToDouble(Difference::value).average().orElseThrow();
    double covered =
        differences.stream()
            .mapToDouble(each -> each.interval().orElseThrow().contains(expected) ? 1 : 0)
            .average()
            .orElseThrow();
    double width =
        differences.stream().mapToDouble(each -> each.interval().orElseThrow().width()).sum();
    reporter.publishEntry(
        String.format(ROOT, "%s, %s unshared, %d samples", kind, unshared, samples),
        String.format(ROOT, "covers %.3f, %.2f times narrower", covered, unpaired / width));

    assertThat(covered).isGreaterThanOrEqualTo(0.93);
    assertThat(unpaired / width).isGreaterThan(narrower);
  }

  /** Returns the samples of a model and of a worse one that shares its labels and most noise. */
  private static double[][][] pair(
      Random random, Optional<int[]> labels, int samples, double unshared) {
    double[][] means = means();
    double[][][] pair = new double[2][samples][WIDTH];
    for (int i = 0; i < samples; i++) {
      int label = i;
      for (int k = 0; k < WIDTH; k++) {
        int feature = k;
        double centre = labels.map(all -> means[all[label]][feature]).orElse(0.0);
        double noise = random.nextGaussian();
        double other =
            Math.sqrt(1 - unshared) * noise + Math.sqrt(unshared) * random.nextGaussian();
        pair[0][i][k] = centre + 0.3 + noise;
        pair[1][i][k] = centre + 0.4 + 1.1 * other;
      }
    }
    return pair;
  }

  private static double[][] means() {
    Random random = new Random(99);
    double[][] means = new double[CLASSES][WIDTH];
    for (double[] mean : means) {
      for (int k = 0; k < WIDTH; k++) {
        mean[k] = 1.5 * random.nextGaussian();
      }
    }
    return means;
  }

  private static double[] jackknife(double[][] rows, RandomGroups groups) {
    List<SampleMoments> moments = new ArrayList<>();
    for (int group = 0; group < GROUPS; group++) {
      moments.add(moments(rows, groups.samples(group)));
    }
    double[] values = new double[GROUPS + 1];
    for (int removed = -1; removed < GROUPS; removed++) {
      List<SampleMoments> kept = new ArrayList<>(moments);
      if (removed >= 0) {
        kept.remove(removed);
      }
      values[removed + 1] =
          distance.between(SampleMoments.merged(kept).statistics(), root).distance();
    }
    return values;
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
}
