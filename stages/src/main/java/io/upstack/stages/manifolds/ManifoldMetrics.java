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
 * @param precision the fraction of samples in the manifold of the reference; absent if the
 *     reference has no k + 1 images
 * @param recall the fraction of reference images in the manifold of the samples; absent if there
 *     are no k + 1 samples
 * @param density mean over the samples of the spheres that hold them, over k; absent if the
 *     reference has no k + 1 images for the k of density
 * @param coverage the fraction of reference images with a sample in their sphere; absent as density
 * @param realism absent with the precision
 */
public record ManifoldMetrics(
    OptionalDouble precision,
    OptionalDouble recall,
    OptionalDouble density,
    OptionalDouble coverage,
    Intervals intervals,
    Optional<Realism> realism) {
  /**
   * The confidence intervals.
   *
   * @param precision absent with the precision
   * @param recall absent with the recall, and for k + 1 samples, which with one fewer have none
   * @param density absent with the density, and for one sample, which has no scatter
   * @param coverage absent as that of the density
   */
  public record Intervals(
      Optional<ConfidenceInterval> precision,
      Optional<ConfidenceInterval> recall,
      Optional<ConfidenceInterval> density,
      Optional<ConfidenceInterval> coverage) {}
}
