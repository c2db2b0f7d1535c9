package io.upstack.stages.manifolds;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.metrics.Features;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** evaluator.py's rule for fp16, on sets of one of its blocks and of several. */
class HalfPrecisionDistancesTest {
  private static final NeighbourSettings HALF =
      new NeighbourSettings(3, 5, DistancePrecision.FLOAT16_WHERE_FINITE);

  private static ManifoldProgram program;

  @BeforeAll
  static void open() throws IOException {
    program = ManifoldProgram.open();
  }

  @AfterAll
  static void close() {
    program.close();
  }

  /** Squared lengths of some thousands, which fp16 holds to 4 or 8. */
  @Test
  void roundsEveryStepAsTheEvaluatorDoes() {
    Features reference = thirtySeconds(new Random(61), 300, 15, 50);
    Features samples = thirtySeconds(new Random(62), 200, 20, 50);

    ManifoldMetrics metrics = ManifoldFixtures.compare(program, HALF, reference, samples);
    NaiveHalf expected = new NaiveHalf(reference, samples);
    assertThat(metrics.precision()).hasValue(expected.precision(3));
    assertThat(metrics.recall()).hasValue(expected.recall(3));
    ManifoldMetrics full =
        ManifoldFixtures.compare(program, NeighbourSettings.PUBLISHED, reference, samples);
    assertThat(metrics.precision()).isNotEqualTo(full.precision());
  }

  /** Features so far from 0 that their lengths leave it open whether distances overflow. */
  @Test
  void keepsFiniteDistancesBetweenLongFeatures() {
    Features reference = thirtySeconds(new Random(63), 200, 4, 80);
    Features samples = thirtySeconds(new Random(64), 150, 4, 80);
    try (FeatureMatrix matrix = ManifoldFixtures.matrix(program, HALF, reference)) {
      assertThat(matrix.rounded().orElseThrow().squaredLength(0)).isGreaterThan(65504 / 4);
      assertThat(areHalf(matrix, 0, 0)).isTrue();
    }

    ManifoldMetrics metrics = ManifoldFixtures.compare(program, HALF, reference, samples);
    NaiveHalf expected = new NaiveHalf(reference, samples);
    assertThat(metrics.precision()).hasValue(expected.precision(3));
    assertThat(metrics.recall()).hasValue(expected.recall(3));
  }

  @Test
  void fallsBackToSinglePrecisionWhereADistanceOverflows() {
    float[] values = thirtySeconds(new Random(65), 300, 25, 0).toFloats();
    values[5] = 300;
    Features reference = Features.of(300, 3, values);
    Features opposite = Features.of(2, 3, new float[] {110, 110, 110, -110, -110, -110});
    try (FeatureMatrix overflowing = ManifoldFixtures.matrix(program, HALF, reference);
        FeatureMatrix apart = ManifoldFixtures.matrix(program, HALF, opposite)) {
      assertThat(areHalf(overflowing, 0, 0)).isFalse();
      assertThat(areHalf(apart, 0, 0)).isFalse();
    }

    assertThat(ManifoldFixtures.compare(program, HALF, reference, reference))
        .usingRecursiveComparison()
        .isEqualTo(
            ManifoldFixtures.compare(program, NeighbourSettings.PUBLISHED, reference, reference));
  }

  /** One image in the evaluator's second block is as long as no other. */
  @Test
  void decidesBlockByBlockOfTheEvaluator() {
    float[] values = thirtySeconds(new Random(66), 10_050, 5, 0).toFloats();
    values[3 * 10_020] = 400;
    try (FeatureMatrix matrix =
        ManifoldFixtures.matrix(program, HALF, Features.of(10_050, 3, values))) {
      assertThat(areHalf(matrix, 0, 5000)).isTrue();
      assertThat(areHalf(matrix, 9500, 9000)).isTrue();
      assertThat(areHalf(matrix, 9500, 10_000)).isFalse();
      assertThat(areHalf(matrix, 10_000, 10_000)).isFalse();
    }
  }

  private static boolean areHalf(FeatureMatrix matrix, int row, int column) {
    return new EvaluatorBlocks(program, matrix, matrix)
        .areHalf(new RowRange(matrix, row, row + 1), new RowRange(matrix, column, column + 1));
  }

  /** Three features that are multiples of 1/32, so that fp32 holds their products exactly. */
  private static Features thirtySeconds(Random random, int rows, double scale, double shift) {
    float[] values = new float[rows * 3];
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round((random.nextGaussian() * scale + shift) * 32) / 32f;
    }
    return Features.of(rows, 3, values);
  }

  /** The evaluator's arithmetic on whole matrices of distances. */
  private record NaiveHalf(Features reference, Features samples) {
    double precision(int k) {
      float[][] distances = distances(reference, samples);
      float[] radii = radii(reference, k);
      return IntStream.range(0, samples.rows())
              .filter(
                  s -> IntStream.range(0, radii.length).anyMatch(r -> distances[r][s] <= radii[r]))
              .count()
          / (double) samples.rows();
    }

    double recall(int k) {
      float[][] distances = distances(reference, samples);
      float[] radii = radii(samples, k);
      return IntStream.range(0, reference.rows())
              .filter(
                  r -> IntStream.range(0, radii.length).anyMatch(s -> distances[r][s] <= radii[s]))
              .count()
          / (double) reference.rows();
    }

    private static float[] radii(Features features, int k) {
      float[][] distances = distances(features, features);
      float[] radii = new float[distances.length];
      for (int row = 0; row < radii.length; row++) {
        // Nothing is nearer than the image itself, whatever rounding makes of its distance.
        distances[row][row] = 0;
        Arrays.sort(distances[row]);
        radii[row] = distances[row][k];
      }
      return radii;
    }

    private static float[][] distances(Features u, Features v) {
      float[][] left = halves(u);
      float[][] right = halves(v);
      float[][] distances = new float[left.length][right.length];
      for (int i = 0; i < left.length; i++) {
        for (int j = 0; j < right.length; j++) {
          float product = half(dot(left[i], right[j]));
          float difference = half(length(left[i]) - half(2 * product));
          distances[i][j] = Math.max(0, half(difference + length(right[j])));
        }
      }
      return distances;
    }

    private static float[][] halves(Features features) {
      float[] values = features.toFloats();
      float[][] rows = new float[features.rows()][features.width()];
      for (int i = 0; i < values.length; i++) {
        rows[i / features.width()][i % features.width()] = half(values[i]);
      }
      return rows;
    }

    private static double dot(float[] u, float[] v) {
      return IntStream.range(0, u.length).mapToDouble(i -> (double) u[i] * v[i]).sum();
    }

    private static float length(float[] u) {
      return half(IntStream.range(0, u.length).mapToDouble(i -> half((double) u[i] * u[i])).sum());
    }

    /** To the nearest number of eleven bits, which is fp16 from 2^-14 to 65504; ties to even. */
    private static float half(double value) {
      double unit = Math.scalb(1.0, Math.max(Math.getExponent(value), -14) - 10);
      return (float) (Math.rint(value / unit) * unit);
    }
  }
}
