package io.upstack.stages.sampling;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import io.upstack.proto.Shard;
import io.upstack.stages.sampling.MicroBatches.Batch;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {
  @Test
  void theLastBatchIsFilledWithTheIndicesThatFollow() {
    assertThat(MicroBatches.of(shard(100, 5), 3))
        .containsExactly(
            new Batch(ImmutableLongArray.of(100, 101, 102), 0, 3),
            new Batch(ImmutableLongArray.of(103, 104, 105), 3, 2));
  }

  @Property(tries = 200, seed = "5")
  void everySampleIsKeptOnceInAFullBatch(
      @ForAll @LongRange(min = 0, max = 1L << 40) long first,
      @ForAll @IntRange(min = 1, max = 300) int samples,
      @ForAll @IntRange(min = 1, max = 70) int batchSize) {
    List<Batch> batches = MicroBatches.of(shard(first, samples), batchSize);
    int next = 0;
    for (Batch batch : batches) {
      assertThat(batch.samples().length()).isEqualTo(batchSize);
      assertThat(batch.offset()).isEqualTo(next);
      assertThat(batch.kept()).isBetween(1, batchSize);
      assertThat(batch.samples().get(0)).isEqualTo(first + next);
      assertThat(batch.samples().get(batchSize - 1)).isEqualTo(first + next + batchSize - 1);
      next += batch.kept();
    }
    assertThat(next).isEqualTo(samples);
  }

  /**
   * The last bits of a sample depend on its micro-batch, which is the same after a run has grown.
   */
  @Test
  void aShardThatGrowsKeepsTheBatchesItHad() {
    assertThat(MicroBatches.of(shard(8, 8), 3).get(1).samples())
        .isEqualTo(MicroBatches.of(shard(8, 4), 3).get(1).samples());
  }

  private static Shard shard(long first, int samples) {
    return Shard.newBuilder().setIndex(1).setFirstSample(first).setSamples(samples).build();
  }
}
