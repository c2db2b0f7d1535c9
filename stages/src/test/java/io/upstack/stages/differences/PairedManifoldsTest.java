package io.upstack.stages.differences;

import static java.util.Locale.ROOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.manifolds.BlockComparison;
import io.upstack.stages.manifolds.ComparisonMerge;
import io.upstack.stages.manifolds.FeatureMatrix;
import io.upstack.stages.manifolds.ManifoldComparison;
import io.upstack.stages.manifolds.ManifoldMetrics;
import io.upstack.stages.manifolds.ManifoldProgram;
import io.upstack.stages.manifolds.ManifoldSet;
import io.upstack.stages.manifolds.NeighbourSearch;
import io.upstack.stages.manifolds.NeighbourSettings;
import io.upstack.stages.manifolds.NeighbourhoodMerge;
import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * How often intervals of paired differences of the metrics of manifolds cover the expected
 * difference, and how much narrower than those of independent runs they are.
 */
class PairedManifoldsTest {
  private static final int REPEATS = 200;
  private static final NeighbourSettings SETTINGS = NeighbourSettings.PUBLISHED;
  private static final double CONFIDENCE = RunTerms.confidence(1);

  /** The differences of a metric in all repeats. */
  private static final class Spread {
    private final List<Difference> differences = new ArrayList<>();
    private double unpaired;

    void add(MetricTerms first, MetricTerms second) {
      differences.add(first.minus(second, CONFIDENCE));
      unpaired +=
          2
              * Math.hypot(
                  first.halfWidth(CONFIDENCE).orElseThrow(),
                  second.halfWidth(CONFIDENCE).orElseThrow());
    }

    double covered() {
      double expected = differences.stream().mapToDouble(Difference::value).average().orElseThrow();
      return differences.stream()
          .mapToDouble(each -> each.interval().orElseThrow().contains(expected) ? 1 : 0)
          .average()
          .orElseThrow();
    }

    double narrower() {
      return unpaired
          / differences.stream().mapToDouble(each -> each.interval().orElseThrow().width()).sum();
    }

    @Override
    public String toString() {
      return String.format(ROOT, "covers %.3f, %.2f times narrower", covered(), narrower());
    }
  }

  /**
   * @param unshared the share of the noise's variance that the second model does not share
   */
  @ParameterizedTest
  @Tag("slow")
  @CsvSource({"4, 100, 100, 0.1", "4, 100, 100, 0.3", "8, 200, 150, 0.1", "2, 150, 300, 0.1"})
  void coverTheExpectedDifference(
      int width, int references, int samples, double unshared, TestReporter reporter)
      throws IOException {
    Map<String, Spread> spreads = new LinkedHashMap<>();
    try (ManifoldProgram program = ManifoldProgram.open();
        FeatureMatrix reference =
            matrix(program, width, values(new Random(31), references * width, 0, 1))) {
      ManifoldSet fixed = set(program, reference);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Random random = new Random(40_000 + repeat);
        float[] first = values(random, samples * width, 0.1, 1);
        float[] second = new float[first.length];
        for (int i = 0; i < second.length; i++) {
          double shared = Math.sqrt(1 - unshared) * (first[i] - 0.1);
          second[i] = (float) (0.2 + 0.9 * (shared + Math.sqrt(unshared) * random.nextGaussian()));
        }
        Map<String, MetricTerms> terms = terms(program, fixed, width, first);
        terms(program, fixed, width, second)
            .forEach(
                (metric, other) ->
                    spreads
                        .computeIfAbsent(metric, name -> new Spread())
                        .add(terms.get(metric), other));
      }
    }
    spreads.forEach(
        (metric, spread) ->
            reporter.publishEntry(
                String.format(
                    ROOT,
                    "%s, %d features, %d references, %d samples, %s unshared",
                    metric,
                    width,
                    references,
                    samples,
                    unshared),
                spread.toString()));

    assertThat(spreads).containsOnlyKeys("precision", "recall", "density", "coverage");
    spreads.forEach(
        (metric, spread) -> {
          assertThat(spread.covered()).as(metric).isGreaterThanOrEqualTo(0.92);
          assertThat(spread.narrower()).as(metric).isGreaterThan(1);
        });
  }

  private static float[] values(Random random, int count, double shift, double deviation) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (shift + deviation * random.nextGaussian());
    }
    return values;
  }

  private static FeatureMatrix matrix(ManifoldProgram program, int width, float[] values) {
    FeatureMatrix matrix = new FeatureMatrix(program, width, SETTINGS.precision());
    matrix.add(Features.of(values.length / width, width, values));
    return matrix;
  }

  private static ManifoldSet set(ManifoldProgram program, FeatureMatrix features) {
    NeighbourSearch search = new NeighbourSearch(program, SETTINGS, features);
    NeighbourhoodMerge merge = new NeighbourhoodMerge(SETTINGS, features.rows());
    for (int unit = 0; unit < search.units(); unit++) {
      merge.add(search.search(unit));
    }
    return new ManifoldSet(features, merge.finish());
  }

  private static Map<String, MetricTerms> terms(
      ManifoldProgram program, ManifoldSet reference, int width, float[] values) {
    try (FeatureMatrix samples = matrix(program, width, values)) {
      ManifoldComparison comparison =
          new ManifoldComparison(program, SETTINGS, reference, set(program, samples));
      int images = reference.features().rows();
      ComparisonMerge merge = new ComparisonMerge(SETTINGS, images, samples.rows());
      for (int unit = 0; unit < comparison.units(); unit++) {
        merge.add(comparison.compare(unit));
      }
      ManifoldMetrics metrics = merge.finish();
      BlockComparison total = merge.total();
      return Map.of(
          "precision",
          new MetricTerms.Inside(total.inManifold()),
          "recall",
          new MetricTerms.Images(
              images,
              total.recalled(),
              total.recallChange(),
              OptionalDouble.of(metrics.intervals().recall().orElseThrow().width() / 2)),
          "density",
          new MetricTerms.Spheres(total.spheres(), SETTINGS.densityK()),
          "coverage",
          new MetricTerms.Images(
              images,
              total.covered(),
              total.coverageChange(),
              OptionalDouble.of(metrics.intervals().coverage().orElseThrow().width() / 2)));
    }
  }
}
