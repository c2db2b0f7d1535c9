package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Arrays;

/**
 * The interval of a fraction of reference images that is a symmetric function of the samples,
 * computed from the fractions without each of the samples. The expectation of the delete-one
 * jackknife's variance is not below the variance itself (Efron and Stein, 1981, "The jackknife
 * estimate of variance").
 *
 * <p>The variance is converted to a number of independent trials with the same variance, and that
 * number to Wilson's interval, which stays within [0, 1]. If few samples change anything, the
 * variance itself is uncertain, and two more samples like them widen the interval, as Agresti and
 * Coull's two successes and two failures do for a proportion. If many samples do, this has no
 * visible effect.
 *
 * <p>Near 0 and 1 that variance is several times too large, because images that exactly one sample
 * counts are far more frequent there than images that no sample counts. Therefore the number of
 * trials is at least the number of images divided by how many of them change together, their design
 * effect (Kish, 1965, "Survey Sampling").
 *
 * <p>Neither helps where a few samples decide about many images, as for the recall of samples whose
 * mass is far from that of the reference: in simulations with 5 to 24 independent trials, the
 * interval covered 71 to 90 of 100 times, and with the jackknife's variance alone 81 to 94.
 *
 * @param images number of images of the reference
 * @param counted how many of them are counted
 * @param changes for each sample, how many more images were counted without it
 */
@SuppressWarnings("ArrayRecordComponent")
record Jackknife(int images, long counted, int[] changes) {
  /** With fewer independent trials than this, intervals cover less often than they say. */
  private static final int FEWEST_TRIALS = 25;

  /** The number of images that change together from which they count as decided by few samples. */
  private static final int MANY_TOGETHER = 5;

  double fraction() {
    return (double) counted / images;
  }

  /** Returns the jackknife estimate of the fraction's variance. */
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

  /** Returns whether so few samples decide that the interval covers less often than it says. */
  boolean isDecidedByFew() {
    long changing = Arrays.stream(changes).filter(change -> change != 0).count();
    if (changing == 0) {
      return false;
    }
    double together = changingTogether(changing);
    return together >= MANY_TOGETHER && images / together < FEWEST_TRIALS;
  }

  /**
   * Returns how many images change together: the mean over images that change, and half as much
   * again if only a single sample shows it.
   */
  private double changingTogether(long changing) {
    double sum = Arrays.stream(changes).map(Math::abs).asLongStream().sum();
    return squares() / sum * (1 + 0.5 / changing);
  }

  /**
   * Returns the variance of one trial. If all images or none are counted, the fraction says nothing
   * about it. Then it is the variance of the fraction with two more counted and two more not
   * counted (Agresti and Coull, 1998).
   */
  private double binomial() {
    boolean mixed = counted > 0 && counted < images;
    double fraction = mixed ? fraction() : (counted + 2.0) / (images + 4.0);
    return fraction * (1 - fraction);
  }
}
