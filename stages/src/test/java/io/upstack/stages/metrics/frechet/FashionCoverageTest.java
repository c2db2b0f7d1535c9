package io.upstack.stages.metrics.frechet;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.Device;
import io.upstack.stages.arrays.ArrayReader;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.metrics.Estimate;
import io.upstack.stages.metrics.FeatureExtractor;
import io.upstack.stages.metrics.Features;
import io.upstack.stages.metrics.FrechetDistance;
import io.upstack.stages.metrics.GaussianStatistics;
import io.upstack.stages.metrics.KernelDistance;
import io.upstack.stages.metrics.KernelSums;
import io.upstack.stages.metrics.MetricProgram;
import io.upstack.stages.metrics.RandomGroups;
import io.upstack.stages.metrics.ReferenceRoot;
import io.upstack.stages.metrics.SampleMoments;
import io.upstack.stages.metrics.StatisticsAccumulator;
import io.upstack.stages.metrics.kid.KernelStatistic;
import io.upstack.stages.metrics.kid.KernelTerms;
import io.upstack.stages.metrics.kid.KidPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
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
 * FD-infinity and KID of a perfect model of real features: the samples are draws, with replacement,
 * from as many images of each class of the reference that comes with the project. The reference is
 * the population, so that the truth is 0.
 */
@Tag("slow")
class FashionCoverageTest {
  private static final Path FASHION = Path.of("..", "configs", "fashion32");
  private static final int IMAGES = 5000;
  private static final int SIZE = 32;
  private static final int CLASSES = 10;
  private static final int REPEATS = 200;

  private static MetricProgram program;
  private static Features population;

  /** Images of each class in the population. The labels of its images repeat 0, 1, ... */
  private static int perClass;

  @BeforeAll
  static void extract() throws IOException {
    program = MetricProgram.open(Device.cpu());
    try (FeatureExtractor extractor =
            FeatureExtractor.load(FASHION.resolve("features.pt"), Device.cpu());
        NpzFile reference = NpzFile.open(FASHION.resolve("reference.npz"));
        ArrayReader images = reference.array("arr_0");
        ArrayReader labels = reference.array("arr_1")) {
      Features all = extractor.extract(images.readRows(IMAGES), IMAGES, SIZE, SIZE).pool();
      int[] labelOf = labels.toInts();
      List<int[]> members =
          IntStream.range(0, CLASSES)
              .mapToObj(
                  label -> IntStream.range(0, IMAGES).filter(i -> labelOf[i] == label).toArray())
              .toList();
      perClass = members.stream().mapToInt(each -> each.length).min().orElseThrow();
      population =
          all.pick(
              IntStream.range(0, perClass * CLASSES)
                  .map(i -> members.get(i % CLASSES)[i / CLASSES])
                  .toArray());
    }
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** Rows of the population and their labels. */
  private record Draw(Features features, int[] labels) {
    static Draw of(Random random, int samples, boolean balanced) {
      int[] labels =
          IntStream.range(0, samples)
              .map(i -> balanced ? i % CLASSES : random.nextInt(CLASSES))
              .toArray();
      int[] rows =
          Arrays.stream(labels).map(label -> label + CLASSES * random.nextInt(perClass)).toArray();
      return new Draw(population.pick(rows), labels);
    }
  }

  /** Values of the repeats, whose truth is 0. */
  private static final class Spread {
    private final List<Estimate.Bounded> estimates = new ArrayList<>();

    void add(Estimate estimate) {
      estimates.add((Estimate.Bounded) estimate);
    }

    double mean() {
      return estimates.stream().mapToDouble(each -> each.value().orElseThrow()).average().orElse(0);
    }

    double deviation() {
      double mean = mean();
      double squares =
          estimates.stream()
              .mapToDouble(each -> Math.pow(each.value().orElseThrow() - mean, 2))
              .sum();
      return Math.sqrt(squares / (estimates.size() - 1));
    }

    double standardError() {
      return deviation() / Math.sqrt(estimates.size());
    }

    double covered() {
      return estimates.stream()
          .mapToDouble(each -> each.interval().orElseThrow().contains(0) ? 1 : 0)
          .average()
          .orElseThrow();
    }

    double halfWidth() {
      return estimates.stream()
          .mapToDouble(each -> each.interval().orElseThrow().width() / 2)
          .average()
          .orElseThrow();
    }

    @Override
    public String toString() {
      return String.format(
          ROOT,
          "mean %+.5f ± %.5f, deviation %.5f, half-width %.5f, covers %.3f",
          mean(),
          standardError(),
          deviation(),
          halfWidth(),
          covered());
    }
  }

  /**
   * The mean of a perfect model is within two standard errors of 0, except in random groups of
   * balanced labels, whose mixtures are not that of the whole.
   */
  @ParameterizedTest
  @CsvSource({"false, false", "true, false", "true, true"})
  void extrapolatesToZero(boolean balanced, boolean stratified, TestReporter reporter)
      throws IOException {
    int samples = 1280;
    FrechetDistance distance = new FrechetDistance(program);
    FrechetPlan plan = FrechetPlan.withExtrapolation(samples, population.width());
    ReferenceRoot root = distance.rootOf(statisticsOfPopulation());
    Spread infinity = new Spread();
    double fid = 0;
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      Draw draw = Draw.of(new Random(5000 + repeat), samples, balanced);
      RandomGroups groups =
          stratified
              ? RandomGroups.stratified(repeat, draw.labels(), FrechetPlan.GROUPS)
              : RandomGroups.of(repeat, samples, FrechetPlan.GROUPS);
      List<SampleMoments> moments = new ArrayList<>();
      for (int group = 0; group < groups.count(); group++) {
        moments.add(moments(draw.features().pick(groups.samples(group))));
      }
      FrechetEstimates estimates =
          plan.estimates(
              plan.subsets().stream()
                  .map(each -> distance(distance, moments, each, root))
                  .toList());
      infinity.add(estimates.infinity());
      fid += estimates.distance().value().orElseThrow() / REPEATS;
    }
    reporter.publishEntry(
        String.format(ROOT, "FD-infinity, balanced %s, stratified %s", balanced, stratified),
        String.format(ROOT, "FID %.4f, %s", fid, infinity));

    if (balanced == stratified) {
      assertThat(Math.abs(infinity.mean())).isLessThan(2 * infinity.standardError());
      assertThat(infinity.covered()).isGreaterThanOrEqualTo(0.92);
    } else {
      assertThat(infinity.mean()).isLessThan(-3 * infinity.standardError());
    }
  }

  private static GaussianStatistics statisticsOfPopulation() {
    SampleMoments moments = moments(population);
    double[] covariance = moments.scatter();
    Arrays.setAll(covariance, i -> covariance[i] / population.rows());
    return GaussianStatistics.of(moments.mean(), covariance);
  }

  private static SampleMoments moments(Features features) {
    try (StatisticsAccumulator accumulator =
        new StatisticsAccumulator(program, "features", features.width())) {
      accumulator.add(features);
      return accumulator.moments();
    }
  }

  private static SubsetDistance distance(
      FrechetDistance distance,
      List<SampleMoments> groups,
      GroupSubset subset,
      ReferenceRoot root) {
    SampleMoments moments =
        SampleMoments.merged(subset.groups().stream().map(groups::get).toList());
    return new SubsetDistance(
        subset, moments.count(), distance.between(moments.statistics(), root).distance());
  }

  @ParameterizedTest
  @CsvSource({
    "100, false, false",
    "320, false, false",
    "1000, false, false",
    "100, true, false",
    "320, true, false",
    "1000, true, false",
    "100, true, true",
    "320, true, true",
    "1000, true, true"
  })
  void kidOfAPerfectModelIsZero(
      int samples, boolean balanced, boolean weighted, TestReporter reporter) {
    KernelSums sums = new KernelSums(program);
    int[] all = IntStream.range(0, population.rows()).toArray();
    double part =
        Arrays.stream(sums.between(population, all, population, all)).sum()
            / population.rows()
            / population.rows();
    Spread kid = new Spread();
    Spread ofSubsets = new Spread();
    KernelDistance distance = new KernelDistance(program);
    for (int repeat = 0; repeat < REPEATS; repeat++) {
      Draw draw = Draw.of(new Random(8000 + repeat), samples, balanced);
      int[] rows = IntStream.range(0, samples).toArray();
      Optional<int[]> labels = weighted ? Optional.of(draw.labels()) : Optional.empty();
      KernelSums.Within within = sums.within(draw.features(), rows, 0, samples, labels);
      double[] between = sums.between(draw.features(), rows, population, all);
      Arrays.setAll(between, i -> between[i] / population.rows());
      kid.add(
          new KernelStatistic(
                  List.of(new KernelTerms(within.own(), within.others(), between, labels)), part)
              .estimate());
      KidPlan plan = new KidPlan(repeat, samples, population.rows(), 1000);
      ofSubsets.add(
          plan.estimate(
              IntStream.range(0, plan.subsets())
                  .mapToDouble(
                      subset ->
                          distance.between(
                              draw.features(),
                              plan.samples(subset),
                              population,
                              plan.references(subset)))
                  .toArray()));
    }
    reporter.publishEntry(
        String.format(
            ROOT, "KID, %d samples, balanced %s, weighted %s", samples, balanced, weighted),
        kid + "; of subsets: " + ofSubsets);

    if (balanced == weighted) {
      assertThat(Math.abs(kid.mean())).isLessThan(2.5 * kid.standardError());
      assertThat(kid.covered()).isBetween(0.92, 0.99);
      assertThat(ofSubsets.deviation()).isGreaterThan(2 * kid.deviation());
    } else {
      assertThat(kid.mean()).isLessThan(-3 * kid.standardError());
    }
  }
}
