package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class NpzRoundTripTest {
  @Property(seed = "1", tries = 300)
  void whatIsWrittenIsReadBack(
      @ForAll("types") ElementType type,
      @ForAll("shapes") List<Long> shape,
      @ForAll @IntRange(min = 1, max = 4) int rowsAtOnce,
      @ForAll Random random)
      throws IOException {
    long elements = shape.stream().reduce(1L, (left, right) -> left * right);
    byte[] content = new byte[(int) elements * type.size()];
    random.nextBytes(content);
    byte[] file =
        written(
            NamedArray.ofLongs("before", List.of(1L), new long[] {7}),
            new NamedArray("array", type, shape, output -> output.write(content)));
    try (NpzFile npz = NpzFile.open(new MemoryChannel(file), "file.npz");
        ArrayReader array = npz.array("array")) {
      assertThat(npz.names()).containsExactly("before", "array");
      assertThat(array.elementType()).isEqualTo(type);
      assertThat(array.shape()).isEqualTo(shape);
      assertThat(allRows(array, rowsAtOnce, content.length)).isEqualTo(content);
    }
  }

  @Property(seed = "2", tries = 100)
  void numbersAreReadBack(@ForAll float[] floats, @ForAll double[] doubles, @ForAll long[] longs)
      throws IOException {
    byte[] file =
        written(
            NamedArray.ofFloats("floats", List.of((long) floats.length), floats),
            NamedArray.ofDoubles("doubles", List.of((long) doubles.length), doubles),
            NamedArray.ofLongs("longs", List.of((long) longs.length), longs));
    try (NpzFile npz = NpzFile.open(new MemoryChannel(file), "file.npz")) {
      assertThat(npz.array("floats").toFloats()).isEqualTo(floats);
      assertThat(npz.array("doubles").toDoubles()).isEqualTo(doubles);
      assertThat(npz.array("longs").toLongs()).isEqualTo(longs);
    }
  }

  @Provide
  Arbitrary<ElementType> types() {
    return Arbitraries.of(ElementType.class).filter(type -> type.numpyDescriptor().isPresent());
  }

  @Provide
  Arbitrary<List<Long>> shapes() {
    return Arbitraries.longs().between(0, 5).list().ofMaxSize(4);
  }

  private static byte[] allRows(ArrayReader array, int rowsAtOnce, int size) throws IOException {
    ByteBuffer all = ByteBuffer.allocate(size);
    for (ByteBuffer rows = array.readRows(rowsAtOnce);
        rows.hasRemaining();
        rows = array.readRows(rowsAtOnce)) {
      all.put(rows);
    }
    assertThat(array.rowsLeft()).isZero();
    return all.array();
  }

  private static byte[] written(NamedArray... arrays) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, List.of(arrays));
    return output.toByteArray();
  }
}
