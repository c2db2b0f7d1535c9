package io.upstack.stages.sampling;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Cuts a shard into micro-batches that all have the full size. A short batch is filled with the
 * indices that follow, and their samples are dropped. The last bits of a sample may depend on the
 * size of its batch, so this keeps them the same wherever the run ends.
 */
public final class MicroBatches {
  private MicroBatches() {}

  /**
   * A batch of a shard.
   *
   * @param samples sample indices within the run; always a full batch
   * @param offset the offset of the first one within the shard
   * @param kept how many of them belong to the shard
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
