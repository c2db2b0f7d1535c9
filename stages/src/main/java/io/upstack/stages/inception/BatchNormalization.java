package io.upstack.stages.inception;

/**
 * {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}, an element of each a channel. The
 * arrays are not copied.
 */
public record BatchNormalization(
    float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
  public BatchNormalization {
    int channels = gamma.length;
    if (beta.length != channels || mean.length != channels || variance.length != channels) {
      throw new IllegalArgumentException("a batch normalisation of parts of different lengths");
    }
  }

  /** What channels are multiplied by. */
  double scale(int channel) {
    return gamma[channel] / Math.sqrt(variance[channel] + epsilon);
  }

  /** What is added to them then. */
  double shift(int channel) {
    return beta[channel] - mean[channel] * scale(channel);
  }
}
