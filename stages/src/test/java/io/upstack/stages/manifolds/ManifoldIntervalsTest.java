package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A fixed reference on a line, or in a plane, and samples that are uniform over a segment, or a
 * square: how often do intervals of 95% hold what the metric is in expectation?
 */
class ManifoldIntervalsTest {
  private static final NeighbourSettings SETTINGS = NeighbourSettings.PUBLISHED;
  private static final int REPEATS = 100;
  private static final int SIMULATED = 3000;
  private static final long SIMULATION_SEED = 1_000_003;

  /** Of what is closed in form on the line. */
  private record Truth(double precision, double density, double coverage) {}

  /** Samples over a part of the reference, over all of it thinly, and over far more than it. */
  @ParameterizedTest
  @CsvSource({"80, 120, -0.5, 2", "150, 40, -2, 2", "60, 300, -9, 9", "40, 30, 0.5, 4"})
  void holdTheTruthOnALine(int references, int samples, double low, double high)
      throws IOException {
    Features reference = ManifoldFixtures.normal(new Random(51), references, 1);
    Truth truth = truth(reference, samples, low, high);
    double recall = simulated(reference, samples, low, high, ManifoldIntervalsTest::recall);

    int[] held = new int[4];
    try (ManifoldProgram program = ManifoldProgram.open()) {
      Random random = new Random(52);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Features drawn = uniform(random, samples, 1, low, high);
        ManifoldMetrics.Intervals intervals =
            ManifoldFixtures.compare(program, SETTINGS, reference, drawn).intervals();
        held[0] += count(intervals.precision().orElseThrow(), truth.precision());
        held[1] += count(intervals.recall().orElseThrow(), recall);
        held[2] += count(intervals.density().orElseThrow(), truth.density());
        held[3] += count(intervals.coverage().orElseThrow(), truth.coverage());
      }
    }
    assertThat(Arrays.stream(held).boxed())
        .as("of precision, recall, density and coverage")
        .allMatch(times -> times >= 90);
  }

  @ParameterizedTest
  @CsvSource({"100, 200, -1, 1", "100, 60, -2, 2"})
  void holdTheTruthInAPlane(int references, int samples, double low, double high)
      throws IOException {
    Features reference = ManifoldFixtures.normal(new Random(53), references, 2);
    double recall = simulated(reference, samples, low, high, ManifoldIntervalsTest::recall);
    double coverage = simulated(reference, samples, low, high, ManifoldIntervalsTest::coverage);

    int[] held = new int[2];
    try (ManifoldProgram program = ManifoldProgram.open()) {
      Random random = new Random(54);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Features drawn = uniform(random, samples, 2, low, high);
        ManifoldMetrics.Intervals intervals =
            ManifoldFixtures.compare(program, SETTINGS, reference, drawn).intervals();
        held[0] += count(intervals.recall().orElseThrow(), recall);
        held[1] += count(intervals.coverage().orElseThrow(), coverage);
      }
    }
    assertThat(Arrays.stream(held).boxed())
        .as("of recall and coverage")
        .allMatch(times -> times >= 90);
  }

  /**
   * Recall and coverage of 0.9 and more: at most 1.5 times as wide as an interval that knows the
   * deviation, where the jackknife alone would be 3 times as wide.
   */
  @ParameterizedTest
  @CsvSource({"4, 100, 150", "8, 200, 300"})
  void areNarrowNearOne(int width, int references, int samples) throws IOException {
    Features reference = ManifoldFixtures.normal(new Random(7), references, width);
    Spread recall = new Spread();
    Spread coverage = new Spread();
    try (ManifoldProgram program = ManifoldProgram.open()) {
      Random random = new Random(55);
      for (int repeat = 0; repeat < REPEATS; repeat++) {
        Features drawn = ManifoldFixtures.normal(random, samples, width);
        ManifoldMetrics metrics = ManifoldFixtures.compare(program, SETTINGS, reference, drawn);
        recall.add(metrics.recall(), metrics.intervals().recall());
        coverage.add(metrics.coverage(), metrics.intervals().coverage());
      }
    }
    for (Spread spread : List.of(recall, coverage)) {
      assertThat(spread.mean()).isGreaterThan(0.85);
      assertThat(spread.covered()).isGreaterThanOrEqualTo(0.9);
      assertThat(spread.width()).isLessThan(1.5 * 2 * 1.96 * spread.deviation());
    }
  }

  /** Values of repeats with their intervals. */
  private static final class Spread {
    private final List<Double> values = new ArrayList<>();
    private final List<ConfidenceInterval> intervals = new ArrayList<>();

    void add(OptionalDouble value, Optional<ConfidenceInterval> interval) {
      values.add(value.orElseThrow());
      intervals.add(interval.orElseThrow());
    }

    double mean() {
      return values.stream().mapToDouble(each -> each).average().orElseThrow();
    }

    double deviation() {
      double mean = mean();
      double squares = values.stream().mapToDouble(each -> Math.pow(each - mean, 2)).sum();
      return Math.sqrt(squares / (values.size() - 1));
    }

    double covered() {
      double mean = mean();
      return (double) intervals.stream().filter(each -> each.contains(mean)).count()
          / intervals.size();
    }

    double width() {
      return intervals.stream().mapToDouble(ConfidenceInterval::width).average().orElseThrow();
    }
  }

  private static int count(ConfidenceInterval interval, double truth) {
    return interval.contains(truth) ? 1 : 0;
  }

  private record Pair(NaiveManifold reference, NaiveManifold samples) {}

  private static double recall(Pair pair) {
    double recalled = pair.samples().holds(pair.reference(), SETTINGS.nearestK());
    return recalled / pair.reference().size();
  }

  private static double coverage(Pair pair) {
    double covered = pair.reference().covered(pair.samples(), SETTINGS.densityK());
    return covered / pair.reference().size();
  }

  /** The mean over independent draws, by the naive implementation. */
  private static double simulated(
      Features reference, int samples, double low, double high, Function<Pair, Double> metric) {
    NaiveManifold fixed = NaiveManifold.of(reference);
    Random random = new Random(SIMULATION_SEED);
    double sum = 0;
    for (int draw = 0; draw < SIMULATED; draw++) {
      Features drawn = uniform(random, samples, reference.width(), low, high);
      sum += metric.apply(new Pair(fixed, NaiveManifold.of(drawn)));
    }
    return sum / SIMULATED;
  }

  private static Features uniform(Random random, int rows, int width, double low, double high) {
    float[] values = new float[rows * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (low + (high - low) * random.nextDouble());
    }
    return Features.of(rows, width, values);
  }

  private static Truth truth(Features reference, int samples, double low, double high) {
    NaiveManifold manifold = NaiveManifold.of(reference);
    double[] radii = manifold.radii(SETTINGS.densityK());
    double density = 0;
    double covered = 0;
    for (int image = 0; image < radii.length; image++) {
      double[] sphere = sphere(manifold, image, radii);
      double inside = length(sphere, low, high) / (high - low);
      density += inside / SETTINGS.densityK();
      covered += 1 - Math.pow(1 - inside, samples);
    }
    double precision = union(manifold, low, high) / (high - low);
    return new Truth(precision, density, covered / radii.length);
  }

  private static double[] sphere(NaiveManifold manifold, int image, double[] squaredRadii) {
    double centre = manifold.points()[image][0];
    double radius = Math.sqrt(squaredRadii[image]);
    return new double[] {centre - radius, centre + radius};
  }

  private static double length(double[] segment, double low, double high) {
    return Math.max(0, Math.min(segment[1], high) - Math.max(segment[0], low));
  }

  /** How much of the segment the spheres of precision hold. */
  private static double union(NaiveManifold manifold, double low, double high) {
    double[] radii = manifold.radii(SETTINGS.nearestK());
    double[][] spheres = new double[radii.length][];
    Arrays.setAll(spheres, image -> sphere(manifold, image, radii));
    Arrays.sort(spheres, (first, second) -> Double.compare(first[0], second[0]));
    double held = 0;
    double end = Double.NEGATIVE_INFINITY;
    for (double[] sphere : spheres) {
      double[] added = {Math.max(sphere[0], end), Math.max(sphere[1], end)};
      held += length(added, low, high);
      end = added[1];
    }
    return held;
  }
}
