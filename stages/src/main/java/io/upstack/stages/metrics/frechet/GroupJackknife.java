package io.upstack.stages.metrics.frechet;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Arrays;

/**
 * The delete-a-group jackknife: the variance of a statistic from its values with each of G random
 * groups of the samples left out, (G - 1)/G Σ (θ₋g - θ₋)².
 *
 * <p>Its expectation is not below the variance (Efron and Stein, 1981, "The jackknife estimate of
 * variance", theorem 2; groups: Shao and Tu, 1995, "The Jackknife and Bootstrap", section 2.3). The
 * Fréchet distance of estimated Gaussians is asymptotically normal unless they are equal (Rippl,
 * Munk and Sturm, 2016, "Limit laws of the empirical Wasserstein distance").
 */
final class GroupJackknife {
  private GroupJackknife() {}

  /**
   * Returns the interval of the expectation of a statistic.
   *
   * @param values the value of all groups, followed by the values with each group left out, for two
   *     groups or more
   */
  static ConfidenceInterval interval(double[] values) {
    int groups = values.length - 1;
    double[] withoutEach = Arrays.copyOfRange(values, 1, values.length);
    double mean = Arrays.stream(withoutEach).average().orElseThrow();
    double squares = Arrays.stream(withoutEach).map(each -> (each - mean) * (each - mean)).sum();
    double variance = squares * (groups - 1) / groups;
    return ConfidenceInterval.studentT(values[0], Math.sqrt(variance), groups - 1);
  }
}
