package io.upstack.stages.shards;

import io.upstack.proto.Shard;
import java.util.Locale;

/** The title of a shard in messages. */
final class ShardTitle {
  private ShardTitle() {}

  /**
   * Returns a title such as {@code stage base, shard 3 (samples 24 to 31)}. The title of a unit
   * names its kind instead.
   */
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
