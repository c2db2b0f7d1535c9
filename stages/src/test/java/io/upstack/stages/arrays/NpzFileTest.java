package io.upstack.stages.arrays;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpzFileTest {
  private static final String FLOATS_OF_THREE =
      "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }";

  @TempDir private Path directory;

  @Test
  void aMissingArrayIsNamedBesideThoseThereAre() throws IOException {
    try (NpzFile npz = open(written())) {
      assertThat(npz.contains("arr_0")).isFalse();
      assertThatThrownBy(() -> npz.array("arr_0"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage("file.npz has no array 'arr_0', only labels, images");
    }
  }

  @Test
  void anArchiveWithoutArraysSaysSo() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(output, List.of());
    try (NpzFile npz = open(output.toByteArray())) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage("file.npz has no array 'arr_0', nor any other");
    }
  }

  @Test
  void aFileIsDescribedByItsPath() throws IOException {
    Path file = Files.write(directory.resolve("short.npz"), new byte[] {'P', 'K'});
    assertThatThrownBy(() -> NpzFile.open(file))
        .isInstanceOf(MalformedArrayException.class)
        .hasMessage(
            file
                + " is a text file that begins with 'PK', expected an npz, as numpy.savez writes"
                + " it");
  }

  @Test
  void aTruncatedFileIsNamed() throws IOException {
    byte[] file = written();
    assertThatThrownBy(() -> open(Arrays.copyOf(file, file.length - 1)))
        .isInstanceOf(MalformedArrayException.class)
        .hasMessage(
            "file.npz: is not a zip archive, or is cut short: no end of central directory in its"
                + " last %d bytes",
            file.length - 1);
  }

  @Test
  void damageIsNamedWhenTheLastRowIsRead() throws IOException {
    byte[] file = written();
    int firstLabel = new String(file, StandardCharsets.ISO_8859_1).indexOf(" \n") + 2;
    file[firstLabel] ^= 1;
    try (NpzFile npz = open(file);
        ArrayReader labels = npz.array("labels")) {
      assertThat(labels.readRows(1).remaining()).isEqualTo(8);
      assertThatThrownBy(() -> labels.readRows(1))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessageMatching(
              "file.npz: member 'labels.npy' is damaged: its CRC-32 is \\w{8}, expected \\w{8}");
    }
  }

  @Test
  void conversionsThatLoseWhatMattersAreRefused() throws IOException {
    try (NpzFile npz = open(member(FLOATS_OF_THREE, new byte[12]))) {
      assertThatThrownBy(() -> npz.array("arr_0").toLongs())
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage("file.npz: array 'arr_0' has elements of type FLOAT32, expected integers");
      assertThatThrownBy(() -> npz.array("arr_0").toBytes())
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage(
              "file.npz: array 'arr_0' has elements of type FLOAT32, expected UINT8, INT8 or BOOL");
    }
  }

  @Test
  void rowsBeyondTheEndAreNotSkipped() throws IOException {
    try (NpzFile npz = open(written());
        ArrayReader labels = npz.array("labels")) {
      assertThatThrownBy(() -> labels.skipRows(3))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage("file.npz: array 'labels' has 2 rows left, expected at least 3");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "(4,)              | 16",
        "(2305843009213693951,) | 9223372036854775804",
        "(9223372036854775807,) | 2^63 or more",
        "(4294967296, 4294967296) | 2^63 or more"
      })
  void sizesThatDoNotFitTheDataAreRefusedWithoutMemory(String shape, String expected)
      throws IOException {
    String header = "{'descr': '<f4', 'fortran_order': False, 'shape': %s, }".formatted(shape);
    String listed = shape.replace("(", "[").replace(")", "]").replace(",]", "]");
    try (NpzFile npz = open(member(header, new byte[12]))) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessage(
              "file.npz: array 'arr_0' has 12 bytes of data, expected %s for FLOAT32 of shape %s",
              expected, listed);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{}",
        "{'descr': '<f4'}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (3,), 'more': 1}",
        "{'descr': '<f4', 'fortran_order': 0, 'shape': (3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-3,)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
        "{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (3,)}",
        "{'descr': '<f4, 'fortran_order': False, 'shape': (3,)}",
        "__import__('os').system('true')"
      })
  void headersOfAnotherFormAreRefused(String header) throws IOException {
    try (NpzFile npz = open(member(header, new byte[12]))) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .isInstanceOf(MalformedArrayException.class)
          .hasMessageStartingWith("file.npz: array 'arr_0' ")
          .hasMessageEndingWith(
              "expected {'descr': ..., 'fortran_order': ..., 'shape': ...}, found %s", header);
    }
  }

  @ParameterizedTest
  @CsvSource({"2, 0", "3, 0"})
  void headersWithLongLengthsAreRead(int major, int minor) throws IOException {
    ByteBuffer npy = ByteBuffer.allocate(12 + FLOATS_OF_THREE.length() + 12);
    npy.order(ByteOrder.LITTLE_ENDIAN).put(NpyHeader.MAGIC).put((byte) major).put((byte) minor);
    npy.putInt(FLOATS_OF_THREE.length());
    npy.put(FLOATS_OF_THREE.getBytes(StandardCharsets.US_ASCII));
    npy.putFloat(1).putFloat(2).putFloat(3);
    try (NpzFile npz = open(zip(npy.array()))) {
      assertThat(npz.array("arr_0").toFloats()).containsExactly(1, 2, 3);
    }
  }

  @Test
  void otherVersionsAndOtherFilesAreRefused() throws IOException {
    byte[] newer = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 4, 0};
    try (NpzFile npz = open(zip(newer))) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .hasMessage("file.npz: array 'arr_0' is of npy version 4.0, expected 1.0, 2.0 or 3.0");
    }
    try (NpzFile npz = open(zip(new byte[8]))) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .hasMessage(
              "file.npz: array 'arr_0' does not begin as an npy file: expected the bytes 93"
                  + " 'NUMPY'");
    }
  }

  @Test
  void anEndlessHeaderIsRefusedWithoutMemory() throws IOException {
    byte[] endless = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 2, 0, -1, -1, -1, -1};
    try (NpzFile npz = open(zip(endless))) {
      assertThatThrownBy(() -> npz.array("arr_0"))
          .hasMessage(
              "file.npz: array 'arr_0' has an npy header of 4294967295 bytes, expected at most"
                  + " 10000");
    }
  }

  @Test
  void aRefusedFileLeavesNoChannelOpen() {
    MemoryChannel channel = new MemoryChannel(new byte[100]);
    assertThatThrownBy(() -> NpzFile.open(channel, "file.npz"))
        .isInstanceOf(MalformedArrayException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  private static NpzFile open(byte[] content) throws IOException {
    return NpzFile.open(new MemoryChannel(content), "file.npz");
  }

  private static byte[] written() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(
        output,
        List.of(
            NamedArray.ofLongs("labels", List.of(2L), new long[] {1, 2}),
            NamedArray.ofBytes("images", List.of(2L, 3L), new byte[6])));
    return output.toByteArray();
  }

  private static byte[] member(String header, byte[] data) throws IOException {
    ByteBuffer npy = ByteBuffer.allocate(10 + header.length() + data.length);
    npy.order(ByteOrder.LITTLE_ENDIAN).put(NpyHeader.MAGIC).put((byte) 1).put((byte) 0);
    npy.putShort((short) header.length()).put(header.getBytes(StandardCharsets.US_ASCII)).put(data);
    return zip(npy.array());
  }

  private static byte[] zip(byte[] npy) throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(output)) {
      zip.putNextEntry(new ZipEntry("arr_0.npy"));
      zip.write(npy);
    }
    return output.toByteArray();
  }
}
