package io.upstack.stages.metrics;

/**
 * What the metrics leave open.
 *
 * @param inceptionSplitSize samples in a split of the Inception Score
 * @param neighbours k of precision and recall
 */
public record MetricSettings(int inceptionSplitSize, int neighbours) {
  /** As published: splits of 5000, three neighbours. */
  public static final MetricSettings PUBLISHED =
      new MetricSettings(InceptionScore.DEFAULT_SPLIT_SIZE, ManifoldEstimator.DEFAULT_NEIGHBOURS);
}
