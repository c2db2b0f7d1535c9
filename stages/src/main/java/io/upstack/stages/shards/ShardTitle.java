package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import java.util.Locale;

/** What messages call a shard. */
final class ShardTitle {
  private ShardTitle() {}

  /** Such as {@code stage base, shard 3 (samples 24 to 31)}; a unit is of its kind instead. */
  static String of(String stage, Shard shard) {
    if (shard.hasStage()) {
      String family = shard.getStage().name().toLowerCase(Locale.ROOT).replace('_', ' ');
      return "stage %s, %s, unit %d".formatted(stage, family, shard.getIndex());
    }
    return "stage %s, shard %d (samples %d to %d)"
        .formatted(
            stage,
            shard.getIndex(),
            shard.getFirstSample(),
            shard.getFirstSample() + shard.getSamples() - 1);
  }
}
