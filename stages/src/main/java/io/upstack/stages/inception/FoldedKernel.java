package io.upstack.stages.inception;

/**
 * A convolution that computes the same as a convolution with its batch normalization.
 *
 * @param kernel [out, in, height, width]
 * @param bias [out]
 */
record FoldedKernel(float[] kernel, float[] bias) {
  /** Folds the normalization into the kernel. The result is computed in double, then rounded. */
  static FoldedKernel of(float[] kernel, BatchNormalization normalization) {
    int channels = normalization.gamma().length;
    int elements = kernel.length / channels;
    float[] folded = new float[kernel.length];
    float[] bias = new float[channels];
    for (int channel = 0; channel < channels; channel++) {
      double scale = normalization.scale(channel);
      for (int i = channel * elements; i < (channel + 1) * elements; i++) {
        folded[i] = (float) (kernel[i] * scale);
      }
      bias[channel] = (float) normalization.shift(channel);
    }
    return new FoldedKernel(folded, bias);
  }
}
