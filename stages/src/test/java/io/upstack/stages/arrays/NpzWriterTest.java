package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

class NpzWriterTest {
  private static final NamedArray LABELS =
      NamedArray.ofLongs("arr_1", List.of(2L), new long[] {3, 4});

  @Test
  void theMembersAreWhatNumpyWrites() throws IOException {
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(written(LABELS)))) {
      ZipEntry entry = zip.getNextEntry();
      assertThat(entry.getName()).isEqualTo("arr_1.npy");
      assertThat(entry.getMethod()).isEqualTo(ZipEntry.STORED);
      assertThat(entry.getTimeLocal()).isEqualTo("1980-01-01T00:00:00");
      byte[] npy = zip.readAllBytes();
      assertThat(npy).hasSize(128 + 16).startsWith(0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, 118, 0);
      assertThat(new String(npy, 10, 118, StandardCharsets.US_ASCII))
          .isEqualTo(
              "{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }" + " ".repeat(60) + "\n");
      assertThat(zip.getNextEntry()).isNull();
    }
  }

  @Test
  void equalArraysAreEqualBytes() throws IOException {
    assertThat(written(LABELS)).isEqualTo(written(LABELS));
  }

  @Test
  void aContentOfAnotherSizeThanItsShapeIsRefused() {
    NamedArray array =
        new NamedArray(
            "arr_0", ElementType.FLOAT32, List.of(2L), output -> output.write(new byte[7]));
    assertThatThrownBy(() -> written(array))
        .isInstanceOf(IOException.class)
        .hasMessage("the content of the member 'arr_0.npy' is 135 bytes, expected 136");
  }

  @Test
  void aContentThatIsNotTheSameTwiceIsRefused() {
    AtomicInteger calls = new AtomicInteger();
    NamedArray array =
        new NamedArray(
            "arr_0",
            ElementType.UINT8,
            List.of(1L),
            output -> output.write(calls.incrementAndGet()));
    assertThatThrownBy(() -> written(array))
        .isInstanceOf(IOException.class)
        .hasMessage("the content of the member 'arr_0.npy' changed while it was written");
  }

  @Test
  void valuesThatDoNotFitTheShapeAreRefused() {
    assertThatThrownBy(() -> NamedArray.ofLongs("arr_1", List.of(3L), new long[2]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("array 'arr_1' has 2 elements, expected 3 for the shape [3]");
  }

  @Test
  void typesUnknownToNumpyAreRefused() {
    assertThatThrownBy(
            () -> new NamedArray("arr_0", ElementType.BFLOAT16, List.of(1L), output -> {}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("array 'arr_0' is of BFLOAT16, which numpy does not know");
  }

  private static byte[] written(NamedArray... arrays) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, List.of(arrays));
    return output.toByteArray();
  }
}
