package io.upstack.stages.metrics;

/**
 * What the metrics leave open.
 *
 * @param inceptionSplitSize samples in a split of the Inception Score
 * @param neighbours k of precision and recall
 */
public record MetricSettings(int inceptionSplitSize, int neighbours) {
  private static final int DEFAULT_NEIGHBOURS = 3;

  /** The published settings: splits of 5000 and three neighbors. */
  public static final MetricSettings PUBLISHED =
      new MetricSettings(InceptionScore.DEFAULT_SPLIT_SIZE, DEFAULT_NEIGHBOURS);
}
