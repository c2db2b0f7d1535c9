package io.upstack.stages.manifolds;

import io.upstack.stages.metrics.ConfidenceInterval;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The nearest-neighbor metrics of samples against a reference.
 *
 * <p>Intervals take the reference as given: they say where the metric's expectation lies over draws
 * of as many samples from the same model.
 *
 * @param precision the fraction of samples in the manifold of the reference; absent if the
 *     reference has fewer than k + 1 images
 * @param recall the fraction of reference images in the manifold of the samples; absent if there
 *     are fewer than k + 1 samples
 * @param density the mean over the samples of the number of spheres that contain them, divided by
 *     k; absent if the reference has fewer than k + 1 images for the k of density
 * @param coverage the fraction of reference images with a sample in their sphere; absent if the
 *     density is
 * @param recallDecidedByFew whether a few samples decide about most of recall, so that its interval
 *     covers less often than it says
 * @param realism absent if the precision is
 */
public record ManifoldMetrics(
    OptionalDouble precision,
    OptionalDouble recall,
    OptionalDouble density,
    OptionalDouble coverage,
    Intervals intervals,
    boolean recallDecidedByFew,
    Optional<Realism> realism) {
  /**
   * The confidence intervals.
   *
   * @param precision absent if the precision is
   * @param recall absent if the recall is, and for k + 1 samples, since with one sample fewer there
   *     is no recall
   * @param density absent if the density is, and for one sample, which has no scatter
   * @param coverage absent if the interval of the density is
   */
  public record Intervals(
      Optional<ConfidenceInterval> precision,
      Optional<ConfidenceInterval> recall,
      Optional<ConfidenceInterval> density,
      Optional<ConfidenceInterval> coverage) {}
}
