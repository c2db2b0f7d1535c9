package io.upstack.stages.metrics;

import java.util.stream.IntStream;

/** Manifolds as they are defined, pair by pair in fp64. */
final class PairwiseManifold {
  private PairwiseManifold() {}

  /** The fraction of points that lie in a sphere around one of the centres. */
  static double fractionWithin(Features points, Features centres, int neighbours) {
    double[] radii = new double[centres.rows()];
    for (int i = 0; i < radii.length; i++) {
      int centre = i;
      radii[i] =
          IntStream.range(0, centres.rows())
              .mapToDouble(other -> squaredDistance(centres, centre, centres, other))
              .sorted()
              .skip(neighbours)
              .findFirst()
              .orElseThrow();
    }
    long within =
        IntStream.range(0, points.rows())
            .filter(
                point ->
                    IntStream.range(0, radii.length)
                        .anyMatch(i -> squaredDistance(points, point, centres, i) <= radii[i]))
            .count();
    return (double) within / points.rows();
  }

  private static double squaredDistance(Features first, int i, Features second, int j) {
    double sum = 0;
    for (int k = 0; k < first.width(); k++) {
      double difference =
          first.values()[i * first.width() + k] - second.values()[j * second.width() + k];
      sum += difference * difference;
    }
    return sum;
  }
}
