package io.upstack.stages.plan;

import static com.google.common.base.Preconditions.checkArgument;

import io.upstack.proto.Shard;
import java.util.List;
import java.util.stream.IntStream;

/** Divides the samples of a run into shards. */
public final class ShardPlan {
  private ShardPlan() {}

  /**
   * Returns the shards of a run by index. The last may be short. Shard i holds the samples from i
   * times {@code shardSize} on, whatever the number of samples, so that a run can grow.
   *
   * @throws IllegalArgumentException if a number is not positive, or there would be more shards
   *     than an int can count
   */
  public static List<Shard> of(long numSamples, int shardSize) {
    checkArgument(numSamples >= 1, "there are %s samples, expected at least 1", numSamples);
    checkArgument(shardSize >= 1, "a shard has %s samples, expected at least 1", shardSize);
    long shards = (numSamples - 1) / shardSize + 1;
    checkArgument(
        shards <= Integer.MAX_VALUE,
        "%s samples in shards of %s make %s shards, expected at most %s",
        numSamples,
        shardSize,
        shards,
        Integer.MAX_VALUE);
    return IntStream.range(0, (int) shards)
        .mapToObj(index -> shard(index, numSamples, shardSize))
        .toList();
  }

  private static Shard shard(int index, long numSamples, int shardSize) {
    long first = (long) index * shardSize;
    return Shard.newBuilder()
        .setIndex(index)
        .setFirstSample(first)
        .setSamples((int) Math.min(shardSize, numSamples - first))
        .build();
  }
}
