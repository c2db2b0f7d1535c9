package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reads files that numpy wrote. The README next to them describes them. */
class NumpyFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void everyElementTypeIsRead(String file) throws IOException {
    try (NpzFile npz = open(file)) {
      assertThat(npz.array("bytes").shape()).containsExactly(2L, 3L, 4L);
      assertThat(npz.array("bytes").toBytes()).startsWith(0, 1, 2).endsWith(22, 23).hasSize(24);
      assertThat(npz.array("signed").toBytes()).containsExactly(-1, 0, 127);
      assertThat(npz.array("signed").toLongs()).containsExactly(-1, 0, 127);
      assertThat(npz.array("shorts").toLongs()).containsExactly(-300, 300);
      assertThat(npz.array("ints").toLongs()).containsExactly(-70000, 70000);
      assertThat(npz.array("longs").toLongs()).containsExactly(-(1L << 40), 1L << 40);
      assertThat(npz.array("halves").toFloats())
          .containsExactly(0.5f, -2, 65504, Float.POSITIVE_INFINITY);
      assertThat(npz.array("floats").toFloats()).containsExactly(0, 0.25f, 0.5f, 0.75f, 1, 1.25f);
      assertThat(npz.array("doubles").toDoubles()).containsExactly(0, 0.25, 0.5, 0.75, 1);
      assertThat(npz.array("truths").toLongs()).containsExactly(1, 0, 1);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void arraysWithoutDimensionsOrElementsAreRead(String file) throws IOException {
    try (NpzFile npz = open(file)) {
      assertThat(npz.array("single").shape()).isEmpty();
      assertThat(npz.array("single").toDoubles()).containsExactly(2.5);
      assertThat(npz.array("empty").shape()).containsExactly(0L, 3L);
      assertThat(npz.array("empty").readRows(5).remaining()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"stored.npz", "deflated.npz"})
  void fortranOrderAndBigEndianBecomeRowMajorAndLittleEndian(String file) throws IOException {
    try (NpzFile npz = open(file)) {
      assertThat(npz.array("fortran").toLongs()).startsWith(0, 1, 2, 3, 4).endsWith(22, 23);
      assertThat(npz.array("fortran").toLongs()).isSorted();
      assertThat(npz.array("big").toFloats()).containsExactly(0, 1, 2, 3);
      assertThat(npz.array("bigfortran").toLongs()).containsExactly(0, 1, 2, 3, 4, 5);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bytes", "fortran"})
  void rowsAreReadAndSkippedInBothOrders(String name) throws IOException {
    for (String file : List.of("stored.npz", "deflated.npz")) {
      try (NpzFile npz = open(file);
          ArrayReader array = npz.array(name)) {
        array.skipRows(1);
        assertThat(array.rowsLeft()).isEqualTo(1);
        assertThat(array.readRows(9).remaining()).isEqualTo(12 * array.elementType().size());
        assertThat(array.readRows(9).remaining()).isZero();
      }
    }
  }

  @Test
  void otherElementTypesAreRefusedByName() throws IOException {
    try (NpzFile npz = open("other.npz")) {
      assertThatThrownBy(() -> npz.array("words"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage(
              "other.npz: array 'words' has elements of numpy type '<U2', expected one of <f2, <f4,"
                  + " <f8, |u1, <u2, <u4, <u8, |i1, <i2, <i4, <i8, |b1");
    }
  }

  private static NpzFile open(String file) throws IOException {
    try (InputStream content = NumpyFilesTest.class.getResourceAsStream(file)) {
      return NpzFile.open(new MemoryChannel(content.readAllBytes()), file);
    }
  }
}
