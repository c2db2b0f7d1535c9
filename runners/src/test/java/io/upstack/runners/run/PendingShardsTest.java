package io.upstack.runners.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.stages.plan.ShardPlan;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class PendingShardsTest {
  @Test
  void shardsThatAStageHasNotFinishedArePending() {
    List<Shard> shards = ShardPlan.of(40, 10);

    assertThat(ShardRun.pending(shards, List.of(shards, shards.subList(1, 3))))
        .containsExactly(shards.get(0), shards.get(3));
    assertThat(ShardRun.pending(shards, List.of())).isEmpty();
  }

  /** Comparing each shard with all others would take an hour. */
  @Test
  @Timeout(60)
  void timeGrowsWithTheShards() {
    List<Shard> shards = ShardPlan.of(800_000, 1);
    List<Shard> half = shards.subList(0, 400_000);

    assertThat(ShardRun.pending(shards, List.of(shards, half, shards))).hasSize(400_000);
  }
}
