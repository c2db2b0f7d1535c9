package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.Features;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** Points as lists of numbers, and what is defined by their distances, computed pair by pair. */
record NaiveManifold(double[][] points) {
  static NaiveManifold of(Features features) {
    float[] values = features.toFloats();
    double[][] points = new double[features.rows()][features.width()];
    for (int i = 0; i < values.length; i++) {
      points[i / features.width()][i % features.width()] = values[i];
    }
    return new NaiveManifold(points);
  }

  int size() {
    return points.length;
  }

  NaiveManifold without(int removed) {
    List<double[]> left = new ArrayList<>(Arrays.asList(points));
    left.remove(removed);
    return new NaiveManifold(left.toArray(double[][]::new));
  }

  /** Squared. */
  double distance(int point, NaiveManifold other, int otherPoint) {
    double sum = 0;
    for (int i = 0; i < points[point].length; i++) {
      double difference = points[point][i] - other.points[otherPoint][i];
      sum += difference * difference;
    }
    return sum;
  }

  /** Squared, of each point's sphere. */
  double[] radii(int k) {
    double[] radii = new double[size()];
    for (int point = 0; point < radii.length; point++) {
      double[] nearest = new double[k];
      Arrays.fill(nearest, Double.POSITIVE_INFINITY);
      for (int other = 0; other < size(); other++) {
        double distance = other == point ? Double.NaN : distance(point, this, other);
        for (int place = 0; place < k && distance < nearest[k - 1]; place++) {
          if (distance < nearest[place]) {
            double farther = nearest[place];
            nearest[place] = distance;
            distance = farther;
          }
        }
      }
      radii[point] = nearest[k - 1];
    }
    return radii;
  }

  /** The Euclidean distance from a place to the nearest point. */
  double radiusAround(float[] place) {
    double nearest = Double.POSITIVE_INFINITY;
    for (double[] point : points) {
      double sum = 0;
      for (int i = 0; i < point.length; i++) {
        sum += (point[i] - place[i]) * (point[i] - place[i]);
      }
      nearest = Math.min(nearest, Math.sqrt(sum));
    }
    return nearest;
  }

  /** Counts the given points that are in one of this set's spheres, surfaces included. */
  int holds(NaiveManifold given, int k) {
    double[] radii = radii(k);
    return (int)
        IntStream.range(0, given.size())
            .filter(
                point ->
                    IntStream.range(0, size())
                        .anyMatch(centre -> distance(centre, given, point) <= radii[centre]))
            .count();
  }

  /**
   * Counts for each of the given points the spheres that have it inside, without their surfaces.
   */
  int[] spheres(NaiveManifold given, int k) {
    double[] radii = radii(k);
    return IntStream.range(0, given.size())
        .map(
            point ->
                (int)
                    IntStream.range(0, size())
                        .filter(centre -> distance(centre, given, point) < radii[centre])
                        .count())
        .toArray();
  }

  /** Counts the spheres that have one of the given points inside, without their surfaces. */
  int covered(NaiveManifold given, int k) {
    double[] radii = radii(k);
    return (int)
        IntStream.range(0, size())
            .filter(
                centre ->
                    IntStream.range(0, given.size())
                        .anyMatch(point -> distance(centre, given, point) < radii[centre]))
            .count();
  }
}
