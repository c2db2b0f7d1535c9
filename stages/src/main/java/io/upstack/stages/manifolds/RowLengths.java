package io.upstack.stages.manifolds;

import io.upstack.stages.arrays.HalfPrecision;

/** Computes the squared lengths of rows. */
enum RowLengths {
  /** Sums in fp64 and rounds to fp32. */
  FLOAT32 {
    @Override
    float squared(float[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += (double) values[i] * values[i];
      }
      return (float) sum;
    }
  },
  /** Rounds the squares and their sum to fp16. The result is infinite from 65520 on. */
  FLOAT16 {
    @Override
    float squared(float[] values, int from, int to) {
      double sum = 0;
      for (int i = from; i < to; i++) {
        sum += rounded(values[i] * values[i]);
      }
      return rounded((float) sum);
    }
  };

  /** Computes the squared length of the elements from {@code from} to before {@code to}. */
  abstract float squared(float[] values, int from, int to);

  /** Returns the nearest fp16 number. */
  static float rounded(float value) {
    return HalfPrecision.float16ToFloat(HalfPrecision.floatToFloat16(value));
  }
}
