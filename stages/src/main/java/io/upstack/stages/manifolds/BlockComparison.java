package io.upstack.stages.manifolds;

/**
 * The comparison of a block of reference images with all N samples. The arrays are not copied.
 *
 * @param block index of the block
 * @param recalled number of reference images of the block in the manifold of the samples
 * @param covered number of reference images of the block with a sample in their sphere
 * @param inManifold [N] 1 for a sample in the sphere of at least one image of the block, else 0
 * @param spheres [N] number of density spheres that contain the sample
 * @param squaredRealism [N] the greatest squared ratio of a radius to the sample's distance
 * @param recallChange [N] how many more (or, if negative, fewer) images of the block were recalled
 *     without the sample
 * @param coverageChange [N] how many more images of the block were covered without the sample: 0 or
 *     less
 */
@SuppressWarnings("ArrayRecordComponent")
public record BlockComparison(
    int block,
    int recalled,
    int covered,
    byte[] inManifold,
    int[] spheres,
    float[] squaredRealism,
    int[] recallChange,
    int[] coverageChange) {
  /** Returns the comparison before any reference image is compared. */
  static BlockComparison empty(int block, int samples) {
    return new BlockComparison(
        block,
        0,
        0,
        new byte[samples],
        new int[samples],
        new float[samples],
        new int[samples],
        new int[samples]);
  }

  BlockComparison withCounts(int recalledImages, int coveredImages) {
    return new BlockComparison(
        block,
        recalledImages,
        coveredImages,
        inManifold,
        spheres,
        squaredRealism,
        recallChange,
        coverageChange);
  }
}
