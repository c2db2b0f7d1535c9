package io.upstack.stages.differences;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.InceptionScore.ScoreTerms;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.metrics.SampleMoments;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KernelTerms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.BiFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;

/**
 * Intervals of paired differences of two models that share most of their noise cover the expected
 * difference, and are narrower than those of independent runs.
 */
class PairedCoverageTest {
  private static final int WIDTH = 4;
  private static final int SAMPLES = 100;
  private static final double UNSHARED = 0.3;
  private static final double CONFIDENCE = RunTerms.confidence(1);

  /** Terms of both models from rows [n][WIDTH] of each. */
  private interface Metric extends BiFunction<double[][], double[][], List<MetricTerms>> {}

  @Test
  void coverWithSharedNoise(TestReporter reporter) throws IOException {
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      coverAll(program, 60, 0.85, reporter);
    }
  }

  /** The table of paired differences: standard errors of coverage are .007 to .009. */
  @Test
  @Tag("slow")
  void coverWithSharedNoiseInThousandRepeats(TestReporter reporter) throws IOException {
    try (MetricProgram program = MetricProgram.open(Device.cpu())) {
      coverAll(program, 1000, 0.93, reporter);
    }
  }

  private static void coverAll(
      MetricProgram program, int repeats, double atLeast, TestReporter reporter) {
    FrechetDistance distance = new FrechetDistance(program);
    double[] identity = new double[WIDTH * WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      identity[i * WIDTH + i] = 1;
    }
    ReferenceRoot root = distance.rootOf(GaussianStatistics.of(new double[WIDTH], identity));
    double[][] reference = rows(new Random(11), 60, 0);
    covers(
        "FID",
        (a, b) -> both(a, b, rows -> fid(distance, root, rows)),
        repeats,
        atLeast,
        1.5,
        reporter);
    covers(
        "precision",
        (a, b) -> both(a, b, PairedCoverageTest::inside),
        repeats,
        atLeast,
        1.1,
        reporter);
    covers(
        "density",
        (a, b) -> both(a, b, PairedCoverageTest::spheres),
        repeats,
        atLeast,
        1.3,
        reporter);
    covers(
        "coverage",
        (a, b) -> both(a, b, rows -> coverage(reference, rows)),
        repeats,
        atLeast,
        1,
        reporter);
    // The cubes of 100 samples are too skewed for Student's distribution: .92 in 1,000 repeats.
    covers(
        "KID",
        (a, b) -> both(a, b, rows -> kid(reference, rows)),
        repeats,
        Math.min(0.9, atLeast),
        1.3,
        reporter);
    covers(
        "Inception Score",
        (a, b) -> both(a, b, PairedCoverageTest::score),
        repeats,
        atLeast,
        1.3,
        reporter);
  }

  private interface Terms {
    MetricTerms of(double[][] rows);
  }

  private static List<MetricTerms> both(double[][] first, double[][] second, Terms terms) {
    return List.of(terms.of(first), terms.of(second));
  }

  private static void covers(
      String name,
      Metric metric,
      int repeats,
      double atLeast,
      double narrower,
      TestReporter reporter) {
    List<Difference> differences = new ArrayList<>();
    double unpaired = 0;
    for (int repeat = 0; repeat < repeats; repeat++) {
      Random random = new Random(9000 + repeat);
      double[][] first = rows(random, SAMPLES, 0.3);
      double[][] second = partner(random, first);
      List<MetricTerms> terms = metric.apply(first, second);
      differences.add(terms.get(0).minus(terms.get(1), CONFIDENCE));
      unpaired +=
          2
              * Math.hypot(
                  terms.get(0).halfWidth(CONFIDENCE).orElseThrow(),
                  terms.get(1).halfWidth(CONFIDENCE).orElseThrow());
    }
    double expected = differences.stream().mapToDouble(Difference::value).average().orElseThrow();
    double covered =
        (double)
                differences.stream()
                    .filter(each -> each.interval().orElseThrow().contains(expected))
                    .count()
            / repeats;
    double width =
        differences.stream().mapToDouble(each -> each.interval().orElseThrow().width()).sum();
    reporter.publishEntry(
        String.format(ROOT, "%s, %d repeats", name, repeats),
        String.format(ROOT, "covers %.3f, %.2f times narrower", covered, unpaired / width));
    assertThat(covered).as("coverage of %s", name).isGreaterThanOrEqualTo(atLeast);
    assertThat(unpaired / width).as("how much narrower %s is", name).isGreaterThan(narrower);
  }

  private static double[][] rows(Random random, int samples, double shift) {
    double[][] rows = new double[samples][WIDTH];
    for (double[] row : rows) {
      for (int k = 0; k < WIDTH; k++) {
        row[k] = shift + random.nextGaussian();
      }
    }
    return rows;
  }

  /** Makes features of a worse model, with most of the noise of the other. */
  private static double[][] partner(Random random, double[][] rows) {
    double[][] partner = new double[rows.length][WIDTH];
    for (int i = 0; i < rows.length; i++) {
      for (int k = 0; k < WIDTH; k++) {
        double noise = rows[i][k] - 0.3;
        partner[i][k] =
            0.4
                + 1.1
                    * (Math.sqrt(1 - UNSHARED * UNSHARED) * noise
                        + UNSHARED * random.nextGaussian());
      }
    }
    return partner;
  }

  private static MetricTerms fid(FrechetDistance distance, ReferenceRoot root, double[][] rows) {
    double[] values = new double[11];
    for (int removed = -1; removed < 10; removed++) {
      int left = removed;
      double[][] kept =
          IntStream.range(0, rows.length)
              .filter(i -> i % 10 != left)
              .mapToObj(i -> rows[i])
              .toArray(double[][]::new);
      values[removed + 1] = distance.between(moments(kept).statistics(), root).distance();
    }
    return new MetricTerms.Groups(values);
  }

  private static SampleMoments moments(double[][] rows) {
    double[] mean = new double[WIDTH];
    double[] scatter = new double[WIDTH * WIDTH];
    for (double[] row : rows) {
      for (int i = 0; i < WIDTH; i++) {
        mean[i] += row[i] / rows.length;
      }
    }
    for (double[] row : rows) {
      for (int i = 0; i < WIDTH; i++) {
        for (int j = 0; j < WIDTH; j++) {
          scatter[i * WIDTH + j] += (row[i] - mean[i]) * (row[j] - mean[j]);
        }
      }
    }
    return SampleMoments.of(rows.length, mean, scatter);
  }

  /** Decides whether a point is in a ball around 0, as if that were the manifold. */
  private static MetricTerms inside(double[][] rows) {
    byte[] inside = new byte[rows.length];
    for (int i = 0; i < rows.length; i++) {
      inside[i] = (byte) (product(rows[i], rows[i]) < 4 ? 1 : 0);
    }
    return new MetricTerms.Inside(inside);
  }

  private static MetricTerms spheres(double[][] rows) {
    int[] spheres = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      spheres[i] = (int) Math.round(20 * Math.exp(-product(rows[i], rows[i]) / 4));
    }
    return new MetricTerms.Spheres(spheres, 5);
  }

  private static MetricTerms coverage(double[][] reference, double[][] rows) {
    int[] changes = new int[rows.length];
    int covered = 0;
    for (double[] image : reference) {
      int[] within =
          IntStream.range(0, rows.length)
              .filter(i -> distance(image, rows[i]) < 1)
              .limit(2)
              .toArray();
      covered += within.length > 0 ? 1 : 0;
      if (within.length == 1) {
        changes[within[0]]--;
      }
    }
    double squares = Arrays.stream(changes).mapToDouble(each -> each * each).sum();
    return new MetricTerms.Images(
        reference.length,
        covered,
        changes,
        OptionalDouble.of(1.96 * Math.sqrt(squares) / reference.length));
  }

  private static MetricTerms kid(double[][] reference, double[][] rows) {
    int samples = rows.length;
    double[] own = new double[samples];
    double[] between = new double[samples];
    for (int i = 0; i < samples; i++) {
      for (int j = 0; j < samples; j++) {
        own[i] += i == j ? 0 : kernel(rows[i], rows[j]);
      }
      for (double[] image : reference) {
        between[i] += kernel(rows[i], image) / reference.length;
      }
    }
    return new MetricTerms.Kernel(
        new KernelStatistic(
            List.of(new KernelTerms(own, new double[samples], between, Optional.empty())), 0));
  }

  private static double kernel(double[] first, double[] second) {
    return Math.pow(product(first, second) / WIDTH + 1, 3);
  }

  private static double product(double[] first, double[] second) {
    return IntStream.range(0, WIDTH).mapToDouble(k -> first[k] * second[k]).sum();
  }

  private static double distance(double[] first, double[] second) {
    return IntStream.range(0, WIDTH).mapToDouble(k -> Math.pow(first[k] - second[k], 2)).sum();
  }

  /** Takes the features as logits. */
  private static MetricTerms score(double[][] rows) {
    double[] changes = new double[rows.length];
    double whole = logarithm(rows, -1);
    for (int i = 0; i < rows.length; i++) {
      changes[i] = logarithm(rows, i) - whole;
    }
    return new MetricTerms.Scores(List.of(new ScoreTerms(whole, changes)));
  }

  private static double logarithm(double[][] rows, int left) {
    double[] marginal = new double[WIDTH];
    double sum = 0;
    int samples = left < 0 ? rows.length : rows.length - 1;
    for (int i = 0; i < rows.length; i++) {
      if (i == left) {
        continue;
      }
      double[] exponentials = Arrays.stream(rows[i]).map(each -> Math.exp(2 * each)).toArray();
      double total = Arrays.stream(exponentials).sum();
      for (int k = 0; k < WIDTH; k++) {
        double probability = exponentials[k] / total;
        marginal[k] += probability / samples;
        sum += probability * Math.log(probability) / samples;
      }
    }
    return sum - Arrays.stream(marginal).map(q -> q * Math.log(q)).sum();
  }
}
