package io.upstack.stages.sampling;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Cuts a shard into micro-batches, all of the full size: what a short one would lack is filled with
 * the indices that follow, whose samples are dropped. So the last bits of a sample, which may
 * depend on the size of its batch, are the same wherever the run ends.
 */
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * A batch of a shard.
   *
   * @param samples indices of the run, always a full batch
   * @param offset of the first within the shard
   * @param kept how many belong to the shard
   */
  public record Batch(ImmutableLongArray samples, int offset, int kept) {}

  public static List<Batch> of(Shard shard, int batchSize) {
    return IntStream.iterate(0, offset -> offset < shard.getSamples(), offset -> offset + batchSize)
        .mapToObj(offset -> batch(shard, offset, batchSize))
        .toList();
  }

  private static Batch batch(Shard shard, int offset, int batchSize) {
    long first = shard.getFirstSample() + offset;
    return new Batch(
        ImmutableLongArray.copyOf(LongStream.range(first, first + batchSize)),
        offset,
        Math.min(batchSize, shard.getSamples() - offset));
  }
}
