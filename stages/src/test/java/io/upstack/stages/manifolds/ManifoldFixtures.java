package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.Features;
import java.util.Random;

/** Features to compare, and their comparison. */
final class ManifoldFixtures {
  private ManifoldFixtures() {}

  static Features rows(int width, double... values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      floats[i] = (float) values[i];
    }
    return Features.of(values.length / width, width, floats);
  }

  /** Independent normal numbers. */
  static Features normal(Random random, int rows, int width) {
    return Features.of(rows, width, normalValues(random, rows * width, 1));
  }

  /**
   * Independent normal numbers times {@code scale}, rounded to whole ones, whose distances fp32
   * holds exactly: the smaller the scale, the more ties and duplicates.
   */
  static Features wholeNumbers(Random random, int rows, int width, double scale) {
    float[] values = normalValues(random, rows * width, scale);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.round(values[i]);
    }
    return Features.of(rows, width, values);
  }

  private static float[] normalValues(Random random, int count, double scale) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (random.nextGaussian() * scale);
    }
    return values;
  }

  static FeatureMatrix matrix(ManifoldProgram program, NeighbourSettings settings, Features rows) {
    FeatureMatrix matrix = new FeatureMatrix(program, rows.width(), settings.precision());
    matrix.add(rows);
    return matrix;
  }

  static Neighbourhoods neighbourhoods(
      ManifoldProgram program, NeighbourSettings settings, FeatureMatrix features) {
    NeighbourSearch search = new NeighbourSearch(program, settings, features);
    NeighbourhoodMerge merge = new NeighbourhoodMerge(settings, features.rows());
    for (int unit = 0; unit < search.units(); unit++) {
      merge.add(search.search(unit));
    }
    return merge.finish();
  }

  static ManifoldMetrics compare(
      ManifoldProgram program, NeighbourSettings settings, Features reference, Features samples) {
    try (FeatureMatrix first = matrix(program, settings, reference);
        FeatureMatrix second = matrix(program, settings, samples)) {
      return new ManifoldAnalysis(program, settings).compare(first, second);
    }
  }
}
