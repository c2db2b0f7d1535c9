package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.ConfidenceInterval;

/**
 * The density of Naeem et al. (2020), a mean over independent samples.
 *
 * @param k number of the neighbor that the sphere of an image reaches to
 * @param spheres [N] for each sample, the number of spheres that contain it
 */
@SuppressWarnings("ArrayRecordComponent")
record Density(int k, int[] spheres) {
  double mean() {
    long sum = 0;
    for (int count : spheres) {
      sum += count;
    }
    return (double) sum / spheres.length / k;
  }

  /** Returns Student's interval: the mean of many independent terms is nearly normal. */
  ConfidenceInterval interval() {
    double mean = mean();
    double squares = 0;
    for (int count : spheres) {
      double difference = (double) count / k - mean;
      squares += difference * difference;
    }
    double degrees = spheres.length - 1.0;
    double standardError = Math.sqrt(squares / degrees / spheres.length);
    return ConfidenceInterval.studentT(mean, standardError, degrees).atLeast(0);
  }
}
