package io.upstack.stages.shards;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Shard;
import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.shards.ShardLayout.Labelled;
import io.upstack.stages.store.StoredObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShardLayoutTest {
  private static final ShardLayout LABELLED = ShardLayout.ofImages("base", "base", 6, Labelled.YES);

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 10, 100, 1000, 12345})
  void sizesAreThoseOfTheObjects(int samples) throws IOException {
    ShardLayout features =
        new ShardLayout(
            "features",
            "features/0123",
            List.of(
                new ArrayLayout("pool", ElementType.FLOAT32, List.of(5L)),
                new ArrayLayout("logits", ElementType.FLOAT32, List.of(2L))));
    byte[] images = new byte[samples * 6 * 6 * 3];
    assertThat(LABELLED.objectSize(samples))
        .isEqualTo(
            size(
                NamedArray.ofBytes("arr_0", List.of((long) samples, 6L, 6L, 3L), images),
                NamedArray.ofLongs("arr_1", List.of((long) samples), new long[samples])));
    assertThat(features.objectSize(samples))
        .isEqualTo(
            size(
                NamedArray.ofFloats("pool", List.of((long) samples, 5L), new float[samples * 5]),
                NamedArray.ofFloats(
                    "logits", List.of((long) samples, 2L), new float[samples * 2])));
  }

  @Test
  void aSampleMoreMakesAnObjectLarger() {
    Shard shard = Shard.newBuilder().setIndex(12).setSamples(9).build();
    assertThat(LABELLED.objectName(shard)).isEqualTo("base/00012.npz");
    long size = LABELLED.objectSize(9);
    assertThat(LABELLED.objectSize(8)).isLessThan(size);
    assertThat(LABELLED.isComplete(new StoredObject("base/00012.npz", size, 0), shard)).isTrue();
    assertThat(
            LABELLED.isComplete(
                new StoredObject("base/00012.npz", LABELLED.objectSize(8), 0), shard))
        .isFalse();
  }

  @Test
  void imagesWithoutLabelsAreOneArray() {
    ShardLayout layout = ShardLayout.ofImages("base", "samples", 6, Labelled.of(false));
    assertThat(layout.arrays())
        .containsExactly(new ArrayLayout("arr_0", ElementType.UINT8, List.of(6L, 6L, 3L)));
    assertThat(layout.arrays().get(0).shape(4)).containsExactly(4L, 6L, 6L, 3L);
    assertThat(layout.arrays().get(0).rowSize()).isEqualTo(108);
    assertThat(LABELLED.arrays()).hasSize(2);
  }

  private static long size(NamedArray... arrays) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, List.of(arrays));
    return output.size();
  }
}
