package io.upstack.stages.metrics.kid;

import static java.util.Locale.ROOT;

import io.upstack.stages.metrics.ConfidenceInterval;
import io.upstack.stages.metrics.Estimate;
import io.upstack.stages.metrics.StratifiedJackknife;
import java.util.List;

/**
 * The Kernel Inception Distance as a full U-statistic: the samples are divided into blocks, each
 * block is compared with the whole reference, and the result is the mean over the blocks. Up to
 * {@link KernelBlocks#LARGEST} samples are a single block. The interval is that of the delete-one
 * jackknife, which for U-statistics is not too narrow in expectation (Efron and Stein, 1981). It
 * takes the reference as given.
 *
 * @param referencePart the mean of the kernel over pairs of different reference images
 */
public record KernelStatistic(List<KernelTerms> blocks, double referencePart) {
  public KernelStatistic {
    blocks = List.copyOf(blocks);
  }

  public int samples() {
    return blocks.stream().mapToInt(KernelTerms::samples).sum();
  }

  /** Returns the distance, which may be negative. */
  public double value() {
    double sum = 0;
    for (KernelTerms block : blocks) {
      sum += block.value() * block.samples() / samples();
    }
    return referencePart + sum;
  }

  /** Returns how much the distance changes without each of the samples. */
  public StratifiedJackknife jackknife() {
    int samples = samples();
    return new StratifiedJackknife(
        blocks.stream()
            .flatMap(
                block ->
                    block.deletions().stream()
                        .map(changes -> scaled(changes, (double) block.samples() / samples)))
            .toList());
  }

  private static double[] scaled(double[] values, double factor) {
    double[] scaled = values.clone();
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] *= factor;
    }
    return scaled;
  }

  /** Returns whether there are enough samples for an interval. */
  public boolean hasInterval() {
    return samples() >= KidPlan.SAMPLES_FOR_INTERVAL;
  }

  /** Returns the distance and, if there are enough samples, its interval. */
  public Estimate estimate() {
    if (!hasInterval()) {
      return new Estimate.Unbounded(
          value(),
          String.format(
              ROOT,
              "an interval from %d samples, expected %d or more",
              samples(),
              KidPlan.SAMPLES_FOR_INTERVAL));
    }
    StratifiedJackknife jackknife = jackknife();
    return new Estimate.Bounded(
        value(),
        ConfidenceInterval.studentT(
            value(), jackknife.standardError(), jackknife.degreesOfFreedom()));
  }
}
