package io.upstack.stages.metrics;

/**
 * A Fréchet distance and the properties of its inputs.
 *
 * @param distance finite distance, at least 0
 * @param width width of the features
 * @param sampleRank rank of the covariance of the samples
 * @param referenceRank rank of the covariance of the reference
 */
public record FrechetResult(double distance, int width, int sampleRank, int referenceRank) {
  /**
   * Returns whether the covariance of the samples has no inverse, because there are fewer samples
   * than features or because features depend on others.
   */
  public boolean isSampleSingular() {
    return sampleRank < width;
  }

  /** Returns whether the covariance of the reference has no inverse. */
  public boolean isReferenceSingular() {
    return referenceRank < width;
  }
}
