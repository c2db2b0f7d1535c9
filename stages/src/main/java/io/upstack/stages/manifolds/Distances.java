package io.upstack.stages.manifolds;

/** Squared distances of one row from many, from their products and squared lengths. */
enum Distances {
  /**
   * max(|u|² + |v|² - 2uv, 0) in fp32. evaluator.py sums in the order (|u|² - 2uv) + |v|²; this one
   * gives a pair the same distance from either side, and the two differ by rounding alone.
   */
  FLOAT32 {
    @Override
    void fill(float squaredLength, float[] squaredLengths, float[] products, float[] distances) {
      for (int i = 0; i < squaredLengths.length; i++) {
        distances[i] = Math.max(squaredLength + squaredLengths[i] - 2 * products[i], 0);
      }
    }
  },
  /** max((|u|² - 2uv) + |v|², 0), of which every result is rounded to fp16, from the row. */
  FLOAT16 {
    @Override
    void fill(float squaredLength, float[] squaredLengths, float[] products, float[] distances) {
      for (int i = 0; i < squaredLengths.length; i++) {
        distances[i] = half(squaredLength, products[i], squaredLengths[i]);
      }
    }
  },
  /** As FLOAT16, from each of the many: (|v|² - 2uv) + |u|². */
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
   * @param squaredLength of the row
   * @param squaredLengths of the many, and how many they are
   * @param products of the row with them
   * @param distances where to put them
   */
  abstract void fill(
      float squaredLength, float[] squaredLengths, float[] products, float[] distances);

  private static float half(float squaredLengthOfU, float product, float squaredLengthOfV) {
    float doubled = RowLengths.rounded(2 * RowLengths.rounded(product));
    float difference = RowLengths.rounded(squaredLengthOfU - doubled);
    return Math.max(RowLengths.rounded(difference + squaredLengthOfV), 0);
  }
}
