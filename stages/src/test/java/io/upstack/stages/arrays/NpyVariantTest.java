package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** However an array is written, its rows are the same, in pieces and with some passed over. */
class NpyVariantTest {
  @Property(seed = "3", tries = 500)
  void everyVariantGivesTheSameRows(
      @ForAll("variants") NpyVariant variant,
      @ForAll("types") ElementType type,
      @ForAll("shapes") List<Long> shape,
      @ForAll @IntRange(min = 1, max = 200) int fortranBytes,
      @ForAll Random random)
      throws IOException {
    int rowBytes = Math.toIntExact(type.size() * product(shape.subList(1, shape.size())));
    byte[] elements = new byte[Math.toIntExact(shape.get(0)) * rowBytes];
    random.nextBytes(elements);
    byte[] file = variant.npz("arr_0", type, shape, elements);
    try (NpzFile npz = NpzFile.open(new MemoryChannel(file), "file.npz");
        ArrayReader array = npz.array("arr_0", fortranBytes)) {
      assertThat(array.shape()).isEqualTo(shape);
      ByteArrayOutputStream read = new ByteArrayOutputStream();
      ByteArrayOutputStream expected = new ByteArrayOutputStream();
      int row = 0;
      while (array.rowsLeft() > 0) {
        int skipped = random.nextInt(Math.toIntExact(array.rowsLeft()) + 1) * random.nextInt(2);
        array.skipRows(skipped);
        row += skipped;
        ByteBuffer rows = readRows(array, rowBytes, random);
        int end = Math.toIntExact(shape.get(0) - array.rowsLeft());
        expected.write(Arrays.copyOfRange(elements, row * rowBytes, end * rowBytes));
        read.write(rows.array(), rows.arrayOffset() + rows.position(), rows.remaining());
        row = end;
      }
      assertThat(read.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  /** Some rows, in a buffer of their own or in one that has room for a little more than them. */
  private static ByteBuffer readRows(ArrayReader array, int rowBytes, Random random)
      throws IOException {
    int rows = 1 + random.nextInt(4);
    if (random.nextBoolean()) {
      return array.readRows(rows);
    }
    ByteBuffer buffer = ByteBuffer.allocate(rows * rowBytes + random.nextInt(rowBytes));
    array.readRows(buffer);
    return buffer;
  }

  @Provide
  Arbitrary<NpyVariant> variants() {
    return Combinators.combine(
            Arbitraries.of(1, 2, 3),
            Arbitraries.of(ZipEntry.STORED, ZipEntry.DEFLATED),
            Arbitraries.of(true, false))
        .as(NpyVariant::new);
  }

  @Provide
  Arbitrary<ElementType> types() {
    return Arbitraries.of(ElementType.UINT8, ElementType.INT16, ElementType.FLOAT64);
  }

  @Provide
  Arbitrary<List<Long>> shapes() {
    return Arbitraries.longs().between(1, 6).list().ofMinSize(1).ofMaxSize(4);
  }

  private static long product(List<Long> shape) {
    return shape.stream().reduce(1L, (left, right) -> left * right);
  }
}
