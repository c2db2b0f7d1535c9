package io.upstack.stages.inception;

/**
 * The batch normalization {@code (x - mean) / sqrt(variance + epsilon) * gamma + beta}. Each array
 * has one element for each channel. The arrays are not copied.
 */
public record BatchNormalization(
    float[] gamma, float[] beta, float[] mean, float[] variance, double epsilon) {
  public BatchNormalization {
    int channels = gamma.length;
    if (beta.length != channels || mean.length != channels || variance.length != channels) {
      throw new IllegalArgumentException("a batch normalisation of parts of different lengths");
    }
  }

  /** Returns the factor that a channel is multiplied by. */
  double scale(int channel) {
    return gamma[channel] / Math.sqrt(variance[channel] + epsilon);
  }

  /** Returns the value that is added to the channel after that. */
  double shift(int channel) {
    return beta[channel] - mean[channel] * scale(channel);
  }
}
