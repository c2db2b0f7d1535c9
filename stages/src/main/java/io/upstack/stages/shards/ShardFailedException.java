package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import java.util.Locale;

/** A stage could not make a shard. The message names the stage, the shard and its samples. */
public final class ShardFailedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ShardFailedException(String stage, Shard shard, Exception cause) {
    super("stage %s, %s: %s".formatted(stage, name(shard), cause.getMessage()), cause);
  }

  private static String name(Shard shard) {
    if (shard.hasStage()) {
      String family = shard.getStage().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return "%s, unit %d".formatted(family, shard.getIndex());
    }
    return "shard %d (samples %d to %d)"
        .formatted(
            shard.getIndex(),
            shard.getFirstSample(),
            shard.getFirstSample() + shard.getSamples() - 1);
  }
}
