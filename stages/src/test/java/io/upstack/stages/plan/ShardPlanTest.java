package io.upstack.stages.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Shard;
import java.util.List;
import java.util.stream.LongStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class ShardPlanTest {
  private static final String SEED = "20240117";

  @Property(tries = 200, seed = SEED)
  void everySampleIsInOneShard(
      @ForAll @IntRange(min = 1, max = 2000) int samples,
      @ForAll @IntRange(min = 1, max = 300) int shardSize) {
    List<Shard> shards = ShardPlan.of(samples, shardSize);

    assertThat(shards.stream().flatMapToLong(ShardPlanTest::indices))
        .containsExactlyElementsOf(LongStream.range(0, samples).boxed().toList());
    assertThat(shards).allMatch(shard -> shard.getSamples() <= shardSize);
    for (int index = 0; index < shards.size(); index++) {
      assertThat(shards.get(index).getIndex()).isEqualTo(index);
    }
  }

  @Property(tries = 200, seed = SEED)
  void growthKeepsTheWholeShards(
      @ForAll @IntRange(min = 1, max = 2000) int samples,
      @ForAll @IntRange(min = 0, max = 2000) int more,
      @ForAll @IntRange(min = 1, max = 300) int shardSize) {
    List<Shard> before = ShardPlan.of(samples, shardSize);
    List<Shard> after = ShardPlan.of(samples + more, shardSize);
    int whole = samples / shardSize;

    assertThat(after.subList(0, whole)).isEqualTo(before.subList(0, whole));
  }

  @Test
  void theLastShardMayBeShort() {
    assertThat(ShardPlan.of(300, 128))
        .containsExactly(shard(0, 0, 128), shard(1, 128, 128), shard(2, 256, 44));
  }

  @Test
  void refusesNumbersThatMakeNoPlan() {
    assertThatThrownBy(() -> ShardPlan.of(0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there are 0 samples, expected at least 1");
    assertThatThrownBy(() -> ShardPlan.of(1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a shard has 0 samples, expected at least 1");
    assertThatThrownBy(() -> ShardPlan.of(1L << 32, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "4294967296 samples in shards of 1 make 4294967296 shards, expected at most"
                + " 2147483647");
  }

  private static LongStream indices(Shard shard) {
    return LongStream.range(shard.getFirstSample(), shard.getFirstSample() + shard.getSamples());
  }

  private static Shard shard(int index, long first, int samples) {
    return Shard.newBuilder().setIndex(index).setFirstSample(first).setSamples(samples).build();
  }
}
