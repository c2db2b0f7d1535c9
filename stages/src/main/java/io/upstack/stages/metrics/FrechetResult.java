package io.upstack.stages.metrics;

/**
 * A Fréchet distance, and what it was computed from.
 *
 * @param distance finite, 0 or more
 * @param width of the features
 * @param sampleRank of the covariance of the samples
 * @param referenceRank of the covariance of the reference
 */
public record FrechetResult(double distance, int width, int sampleRank, int referenceRank) {
  /** Whether fewer samples than features, or features that depend on others, leave no inverse. */
  public boolean isSampleSingular() {
    return sampleRank < width;
  }

  /** As of the samples. */
  public boolean isReferenceSingular() {
    return referenceRank < width;
  }
}
