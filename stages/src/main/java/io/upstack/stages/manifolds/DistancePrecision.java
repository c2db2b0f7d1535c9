package io.upstack.stages.manifolds;

/** The arithmetic of distances. */
public enum DistancePrecision {
  /** fp32 throughout, as the reference cases are. */
  FLOAT32,

  /**
   * As evaluator.py: fp16 in each block of 10,000 by 10,000 pairs in which every distance is
   * finite, fp32 in the others. For comparing with old tables.
   *
   * <p>What is emulated: features, squared features, squared lengths, products and every
   * intermediate sum are rounded to binary16. Products and squared lengths are accumulated in more
   * than fp16 before they are rounded, as GPUs do, in an order that no two devices share: numbers
   * agree with a GPU's but for elements on the edge between two fp16 numbers. An image stays its
   * own nearest, also where rounding would put it farther away than another.
   */
  FLOAT16_WHERE_FINITE
}
