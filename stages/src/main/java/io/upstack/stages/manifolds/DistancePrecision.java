package io.upstack.stages.manifolds;

/** The precision in which distances are computed. */
public enum DistancePrecision {
  /** Computes everything in fp32, as in the reference cases. */
  FLOAT32,

  /**
   * Computes as evaluator.py does: fp16 in each block of 10,000 by 10,000 pairs in which every
   * distance is finite, and fp32 in the others. Use it to compare with old tables.
   *
   * <p>It is emulated: features, squared features, squared lengths, products and every intermediate
   * sum are rounded to binary16. As on GPUs, products and squared lengths are accumulated in more
   * than fp16 before they are rounded, in an order that no two devices share. The results agree
   * with a GPU's except for elements on the edge between two fp16 numbers. An image remains its own
   * nearest neighbor even if rounding would put it farther away than another.
   */
  FLOAT16_WHERE_FINITE
}
