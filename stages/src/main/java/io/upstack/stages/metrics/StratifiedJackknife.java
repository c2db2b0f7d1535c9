package io.upstack.stages.metrics;

import static java.util.Locale.ROOT;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The delete-one jackknife of a statistic of samples in strata within which they are identically
 * distributed, such as the samples of each chosen label (Jones, 1974, "Jackknife estimation of
 * functions of stratum means"): Σ over strata of (n - 1)/n Σ (θ₋i - θ₋)².
 *
 * @param changes changes of the statistic without each of the samples of each stratum
 */
public record StratifiedJackknife(List<double[]> changes) {
  public StratifiedJackknife {
    changes = List.copyOf(changes);
  }

  /** Returns the jackknife of samples in a single stratum. */
  public static StratifiedJackknife of(double[] changes) {
    return new StratifiedJackknife(List.of(changes));
  }

  public double variance() {
    return changes.stream().mapToDouble(StratifiedJackknife::variance).sum();
  }

  private static double variance(double[] changes) {
    double mean = Arrays.stream(changes).average().orElse(0);
    double squares = Arrays.stream(changes).map(each -> (each - mean) * (each - mean)).sum();
    return changes.length < 2 ? 0 : squares * (changes.length - 1) / changes.length;
  }

  public double standardError() {
    return Math.sqrt(variance());
  }

  /**
   * Returns the degrees of freedom of the standard error: the number of samples less the number of
   * strata, at least 1.
   */
  public double degreesOfFreedom() {
    return Math.max(1, changes.stream().mapToInt(each -> each.length - 1).sum());
  }

  /**
   * Returns the jackknife of the difference of two statistics of the same number of samples, where
   * the i-th samples of both form a pair.
   *
   * @throws IllegalArgumentException if the strata differ in size
   */
  public StratifiedJackknife minus(StratifiedJackknife other) {
    List<double[]> differences = new ArrayList<>();
    for (int stratum = 0; stratum < changes.size(); stratum++) {
      double[] first = changes.get(stratum);
      if (other.changes.size() != changes.size()
          || other.changes.get(stratum).length != first.length) {
        throw new IllegalArgumentException(
            String.format(ROOT, "strata of %d and of other samples do not pair", first.length));
      }
      double[] difference = first.clone();
      for (int i = 0; i < difference.length; i++) {
        difference[i] -= other.changes.get(stratum)[i];
      }
      differences.add(difference);
    }
    return new StratifiedJackknife(differences);
  }
}
