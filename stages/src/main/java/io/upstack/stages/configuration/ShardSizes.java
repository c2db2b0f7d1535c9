package io.upstack.stages.configuration;

import io.upstack.proto.Execution;

/** How many samples a shard has. */
public final class ShardSizes {
  private static final String CPU = "cpu";

  /** Large enough to fill a GPU, small enough that a killed worker loses about a minute. */
  private static final int ON_A_GPU = 128;

  private ShardSizes() {}

  /** As configured, or what suits the device. */
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
