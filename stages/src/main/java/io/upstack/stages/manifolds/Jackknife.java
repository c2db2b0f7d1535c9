package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Arrays;

/**
 * The interval of a fraction of reference images that is a symmetric function of the samples, from
 * the fractions without each of the samples. The expectation of the delete-one jackknife's variance
 * is not below the variance itself (Efron and Stein, 1981, "The jackknife estimate of variance").
 *
 * <p>The variance is turned into a number of independent trials of the same variance, and that into
 * Wilson's interval, which stays within [0, 1]. Where few samples change anything, so that the
 * variance itself is uncertain, two more like them widen it, as Agresti and Coull's two successes
 * and two failures do for a proportion; where many do, that is nothing.
 *
 * <p>Near 0 and 1 that variance is several times too large: an image that one sample alone counts
 * is far more frequent there than one that none does. So the trials are not fewer than the images
 * over how many of them change together, their design effect (Kish, 1965, "Survey Sampling").
 *
 * @param images of the reference
 * @param counted of them
 * @param changes for each sample, how many more were counted without it
 */
@SuppressWarnings("ArrayRecordComponent")
record Jackknife(int images, long counted, int[] changes) {
  double fraction() {
    return (double) counted / images;
  }

  /** Of the fraction, as the jackknife estimates it. */
  double variance() {
    return variance(squares());
  }

  private long squares() {
    long squares = 0;
    for (int change : changes) {
      squares += (long) change * change;
    }
    return squares;
  }

  private double variance(double squares) {
    long sum = 0;
    for (int change : changes) {
      sum += change;
    }
    double samples = changes.length;
    double scatter = squares - sum / samples * sum;
    return Math.max(0, scatter) * (samples - 1) / samples / images / images;
  }

  ConfidenceInterval interval() {
    long changing = Arrays.stream(changes).filter(change -> change != 0).count();
    if (changing == 0) {
      return ConfidenceInterval.wilson(fraction(), Math.min(images, changes.length));
    }
    double variance = variance(squares() * (1 + 2.0 / changing));
    double trials = Math.max(images / changingTogether(changing), binomial() / variance);
    return ConfidenceInterval.wilson(
        fraction(), Double.isFinite(trials) ? trials : Math.min(images, changes.length));
  }

  /** The mean over images that change, and half as much again where a single sample shows it. */
  private double changingTogether(long changing) {
    double sum = Arrays.stream(changes).map(Math::abs).asLongStream().sum();
    return squares() / sum * (1 + 0.5 / changing);
  }

  /**
   * The variance of one trial. Where all or none are counted, which says nothing of it, that of the
   * fraction with two more counted and two more not (Agresti and Coull, 1998).
   */
  private double binomial() {
    boolean mixed = counted > 0 && counted < images;
    double fraction = mixed ? fraction() : (counted + 2.0) / (images + 4.0);
    return fraction * (1 - fraction);
  }
}
