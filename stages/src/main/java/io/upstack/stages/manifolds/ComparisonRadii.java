package io.upstack.stages.manifolds;

import java.util.Arrays;

/**
 * The squared radii of a comparison's spheres.
 *
 * @param manifold [M] of the reference's manifold; {@link #NONE} if there are too few images
 * @param density [M] of density and coverage; 0, which holds nothing, if there are too few images
 * @param ofSamples [N] of the samples' manifold; {@link #NONE} if there are too few samples
 * @param reachOfSamples [N] of the samples' manifold if each had lost a neighbour; as {@code
 *     ofSamples} if there are too few samples
 * @param median of the reference's manifold: of the middle two the lower, which leaves as many
 *     radii on its side as their mean
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
  /** eps of evaluator.py, which squared distances have added to them before they divide. */
  static final float EPSILON = 1e-5f;

  /** The squared radius of a sphere that holds nothing, not even what is equal to its centre. */
  private static final float NONE = Float.NEGATIVE_INFINITY;

  /** More than fp32 leaves of the squared distance of equal rows, over their squared length. */
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
   * The distance beyond which a sample is in no sphere around the reference image, equal features
   * counted in whose distance is not yet settled.
   */
  float reach(int image, float squaredLength) {
    float reach = Math.max(manifold[image], density[image]);
    return Math.max(reach, ROUNDING * squaredLength);
  }

  void countRecall(ReferenceRow image, int[] change, int[] marks, int mark) {
    image.countRecall(samples, nearestK, change, marks, mark);
  }
}
