package io.upstack.stages.manifolds;

import io.upstack.stages.arrays.HalfPrecision;

/** Squared lengths of rows. */
enum RowLengths {
  /** Summed in fp64 and rounded to fp32. */
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
  /** The squares rounded to fp16, and their sum; infinite from 65520 on. */
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

  /** Of the elements from {@code from} to before {@code to}. */
  abstract float squared(float[] values, int from, int to);

  /** The nearest fp16 number. */
  static float rounded(float value) {
    return HalfPrecision.float16ToFloat(HalfPrecision.floatToFloat16(value));
  }
}
