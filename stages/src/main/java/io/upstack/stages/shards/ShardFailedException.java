package io.upstack.stages.shards;

import io.upstack.proto.Shard;

/**
 * Thrown when a stage could not make a shard. The message names the stage, the shard and its
 * samples.
 */
public final class ShardFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ShardFailedException(String stage, Shard shard, Exception cause) {
    super("%s: %s".formatted(ShardTitle.of(stage, shard), cause.getMessage()), cause);
  }
}
