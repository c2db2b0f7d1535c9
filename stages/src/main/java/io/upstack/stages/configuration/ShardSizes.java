package io.upstack.stages.configuration;

import io.upstack.proto.Execution;

/** The number of samples of a shard. */
public final class ShardSizes {
  private static final String CPU = "cpu";

  /**
   * A number large enough to fill a GPU, and small enough that a killed worker loses about a
   * minute.
   */
  private static final int ON_A_GPU = 128;

  private ShardSizes() {}

  /** Returns the configured number, or the one that suits the device. */
  public static int of(Execution execution) {
    if (execution.getShardSize() > 0) {
      return execution.getShardSize();
    }
    int batchSize = execution.getBatchSize();
    if (execution.getDevice().equals(CPU)) {
      return batchSize;
    }
    return Math.max(batchSize, ON_A_GPU / batchSize * batchSize);
  }
}
