package io.upstack.stages.manifolds;

import java.util.Arrays;

/**
 * The squared radii of a comparison's spheres.
 *
 * @param manifold [M] radii of the reference's manifold; {@link #NONE} if there are too few images
 * @param density [M] radii of density and coverage; 0, whose sphere is empty, if there are too few
 *     images
 * @param ofSamples [N] radii of the samples' manifold; {@link #NONE} if there are too few samples
 * @param reachOfSamples [N] radii of the samples' manifold if each sample had lost a neighbor; the
 *     same as {@code ofSamples} if there are too few samples
 * @param median median of the radii of the reference's manifold: the lower of the middle two, which
 *     selects the same radii as their mean
 */
@SuppressWarnings("ArrayRecordComponent")
record ComparisonRadii(
    Neighbourhoods samples,
    int nearestK,
    float[] manifold,
    float[] density,
    float[] ofSamples,
    float[] reachOfSamples,
    float median) {
  /** eps of evaluator.py, which is added to squared distances before dividing by them. */
  static final float EPSILON = 1e-5f;

  /**
   * The squared radius of an empty sphere, which does not even contain points equal to its center.
   */
  private static final float NONE = Float.NEGATIVE_INFINITY;

  /**
   * An upper bound of the rounding error of the squared distance of equal rows, relative to their
   * squared length.
   */
  private static final float ROUNDING = 2e-5f;

  static ComparisonRadii of(
      NeighbourSettings settings, ManifoldSet referenceSet, ManifoldSet sampleSet) {
    Neighbourhoods reference = referenceSet.neighbourhoods();
    Neighbourhoods samples = sampleSet.neighbourhoods();
    int k = settings.nearestK();
    float[] manifold = radii(reference, k);
    float[] sorted = manifold.clone();
    Arrays.sort(sorted);
    return new ComparisonRadii(
        samples,
        k,
        manifold,
        reference.reach(settings.densityK())
            ? reference.squaredRadii(settings.densityK())
            : new float[manifold.length],
        radii(samples, k),
        radii(samples, samples.reach(k + 1) ? k + 1 : k),
        sorted[(sorted.length - 1) / 2]);
  }

  private static float[] radii(Neighbourhoods images, int k) {
    if (images.reach(k)) {
      return images.squaredRadii(k);
    }
    float[] radii = new float[images.size()];
    Arrays.fill(radii, NONE);
    return radii;
  }

  /**
   * Returns the distance beyond which a sample is in no sphere around the reference image. It is
   * large enough for samples with equal features whose distance is not settled yet.
   */
  float reach(int image, float squaredLength) {
    float reach = Math.max(manifold[image], density[image]);
    return Math.max(reach, ROUNDING * squaredLength);
  }

  void countRecall(ReferenceRow image, int[] change, int[] marks, int mark) {
    image.countRecall(samples, nearestK, change, marks, mark);
  }
}
