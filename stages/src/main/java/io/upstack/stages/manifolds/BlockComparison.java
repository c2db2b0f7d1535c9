package io.upstack.stages.manifolds;

/**
 * What a block of reference images gives for all N samples. The arrays are not copied.
 *
 * @param block its index
 * @param recalled reference images of the block in the manifold of the samples
 * @param covered reference images of the block with a sample in their sphere
 * @param inManifold [N] 1 for a sample in the sphere of one of the block, else 0
 * @param spheres [N] spheres of density that hold the sample
 * @param squaredRealism [N] the greatest squared ratio of a radius to the sample's distance
 * @param recallChange [N] how many more (or, negative, fewer) of the block were recalled without
 *     the sample
 * @param coverageChange [N] how many more of the block were covered without the sample: 0 or less
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
  /** Before any reference image is compared. */
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
