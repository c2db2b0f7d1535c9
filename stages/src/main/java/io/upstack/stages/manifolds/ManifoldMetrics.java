package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How samples compare with a reference by nearest neighbours.
 *
 * <p>Intervals take the reference as given: they say where the metric's expectation lies over draws
 * of as many samples from the same model.
 *
 * @param precision the fraction of samples in the manifold of the reference
 * @param recall the fraction of reference images in the manifold of the samples
 * @param density mean over the samples of the spheres that hold them, over k; absent if the
 *     reference has no k + 1 images
 * @param coverage the fraction of reference images with a sample in their sphere; absent as density
 */
public record ManifoldMetrics(
    double precision,
    double recall,
    OptionalDouble density,
    OptionalDouble coverage,
    Intervals intervals,
    Realism realism) {
  /**
   * The confidence intervals.
   *
   * @param recall absent for k + 1 samples, which with one fewer have no recall
   * @param density absent with the density
   * @param coverage absent with the coverage
   */
  public record Intervals(
      ConfidenceInterval precision,
      Optional<ConfidenceInterval> recall,
      Optional<ConfidenceInterval> density,
      Optional<ConfidenceInterval> coverage) {}
}
