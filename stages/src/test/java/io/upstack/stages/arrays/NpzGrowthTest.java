package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.Growth;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** An npz takes time and memory in proportion to its members and their headers. */
class NpzGrowthTest {
  @Test
  void twiceTheArraysTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        4_000,
        size -> {
          byte[] content = arrays(size);
          return () -> {
            long rows = 0;
            try (NpzFile npz = NpzFile.open(new MemoryChannel(content), "many.npz")) {
              for (String name : npz.names()) {
                try (ArrayReader array = npz.array(name)) {
                  rows += array.shape().get(0);
                }
              }
            }
            return rows;
          };
        });
  }

  /** A header has at most 10,000 bytes: many are read one after another. */
  @Test
  void twiceTheDimensionsTakeTwiceTheTime() throws Exception {
    Growth.assertLinear(
        1_500,
        size -> {
          List<Long> shape = Collections.nCopies(size, 1L);
          String header = header(shape);
          return () -> {
            for (int time = 0; time < 200; time++) {
              new NpyHeaderParser(header, "array").parse();
            }
            return header;
          };
        });
  }

  private static String header(List<Long> shape) {
    StringBuilder header = new StringBuilder("{'descr': '|u1', 'fortran_order': False, 'shape': (");
    shape.forEach(side -> header.append(side).append(", "));
    return header.append("), }").toString();
  }

  @Test
  void anArrayThatIsMissingIsToldWithTheFirstOfThoseThatAreThere() throws Exception {
    try (NpzFile npz = NpzFile.open(new MemoryChannel(arrays(1_000)), "many.npz")) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage(
              "many.npz has no array 'arr_0', only array0, array1, array2, array3, array4, array5,"
                  + " array6, array7, array8, array9 and 990 more");
    }
  }

  private static byte[] arrays(int size) throws IOException {
    List<NamedArray> arrays = new ArrayList<>();
    for (int index = 0; index < size; index++) {
      arrays.add(NamedArray.ofBytes("array" + index, List.of(4L), new byte[4]));
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, arrays);
    return output.toByteArray();
  }
}
