package io.upstack.pipelines.transforms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.proto.Shard;
import io.upstack.proto.ShardResult;
import io.upstack.stages.plan.ShardPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.beam.sdk.io.BoundedSource.BoundedReader;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.SerializableUtils;
import org.junit.jupiter.api.Test;

class ShardSourceTest {
  private static final PipelineOptions OPTIONS = PipelineOptionsFactory.create();
  private static final List<Shard> SHARDS = ShardPlan.of(70, 8);

  @Test
  void splitsIntoOneSourceAShardWhateverTheBundleSize() throws IOException {
    for (long bundleSize : new long[] {1, 1000, Long.MAX_VALUE}) {
      List<ShardSource> splits = ShardSource.of(SHARDS).split(bundleSize, OPTIONS);
      List<Shard> read = new ArrayList<>();
      for (ShardSource split : splits) {
        List<Shard> one = read(split);
        assertThat(one).hasSize(1);
        read.addAll(one);
      }
      assertThat(read).isEqualTo(SHARDS);
    }
  }

  @Test
  void alsoReadsWholeAndAfterSerialization() throws IOException {
    assertThat(read(ShardSource.of(SHARDS))).isEqualTo(SHARDS);
    assertThat(read(SerializableUtils.clone(ShardSource.of(SHARDS)))).isEqualTo(SHARDS);
    assertThat(read(ShardSource.of(List.of()))).isEmpty();
  }

  @Test
  void hasACurrentShardOnlyWhileReading() throws IOException {
    try (BoundedReader<ShardResult> reader =
        ShardSource.of(SHARDS.subList(0, 1)).createReader(OPTIONS)) {
      assertThatThrownBy(reader::getCurrent).isInstanceOf(NoSuchElementException.class);
      assertThat(reader.start()).isTrue();
      assertThat(reader.getCurrent().getShard()).isEqualTo(SHARDS.get(0));
      assertThat(reader.advance()).isFalse();
      assertThatThrownBy(reader::getCurrent).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void itsSizeIsThatOfTheMessages() {
    assertThat(ShardSource.of(SHARDS).getEstimatedSizeBytes(OPTIONS))
        .isEqualTo(SHARDS.stream().mapToLong(Shard::getSerializedSize).sum())
        .isPositive();
  }

  private static List<Shard> read(ShardSource source) throws IOException {
    List<Shard> shards = new ArrayList<>();
    try (BoundedReader<ShardResult> reader = source.createReader(OPTIONS)) {
      for (boolean more = reader.start(); more; more = reader.advance()) {
        shards.add(reader.getCurrent().getShard());
      }
    }
    return shards;
  }
}
