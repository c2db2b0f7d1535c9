package io.upstack.stages.manifolds;

/**
 * Computes squared distances between one row and many rows from their products and squared lengths.
 */
enum Distances {
  /**
   * Computes max(|u|² + |v|² - 2uv, 0) in fp32. evaluator.py sums in the order (|u|² - 2uv) + |v|².
   * This order gives a pair the same distance from either side. The two differ only by rounding.
   */
  FLOAT32 {
    @Override
    void fill(float squaredLength, float[] squaredLengths, float[] products, float[] distances) {
      for (int i = 0; i < squaredLengths.length; i++) {
        distances[i] = Math.max(squaredLength + squaredLengths[i] - 2 * products[i], 0);
      }
    }
  },
  /** Computes max((|u|² - 2uv) + |v|², 0) from the row, rounding every result to fp16. */
  FLOAT16 {
    @Override
    void fill(float squaredLength, float[] squaredLengths, float[] products, float[] distances) {
      for (int i = 0; i < squaredLengths.length; i++) {
        distances[i] = half(squaredLength, products[i], squaredLengths[i]);
      }
    }
  },
  /** Computes the same as FLOAT16, but from each of the many rows: (|v|² - 2uv) + |u|². */
  FLOAT16_REVERSED {
    @Override
    void fill(float squaredLength, float[] squaredLengths, float[] products, float[] distances) {
      for (int i = 0; i < squaredLengths.length; i++) {
        distances[i] = half(squaredLengths[i], products[i], squaredLength);
      }
    }
  };

  /**
   * Computes the distances.
   *
   * @param squaredLength squared length of the row
   * @param squaredLengths squared lengths of the many rows; its length is their number
   * @param products products of the row with the many rows
   * @param distances array that receives the distances
   */
  abstract void fill(
      float squaredLength, float[] squaredLengths, float[] products, float[] distances);

  private static float half(float squaredLengthOfU, float product, float squaredLengthOfV) {
    float doubled = RowLengths.rounded(2 * RowLengths.rounded(product));
    float difference = RowLengths.rounded(squaredLengthOfU - doubled);
    return Math.max(RowLengths.rounded(difference + squaredLengthOfV), 0);
  }
}
