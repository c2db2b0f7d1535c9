package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.TestImages;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NpzImagesTest {
  @TempDir private Path folder;

  @Test
  void whatAFileHoldsIsReadFromItsHeaders() throws IOException {
    Path file = folder.resolve("samples_3x2x3x3.npz");
    TestImages.write(file, 3, Optional.of(new long[] {7, 0, 2}));
    ImageSet images = NpzImages.inspect(InputFile.of(file.toString()));
    assertThat(images.images()).isEqualTo(3);
    assertThat(images.size()).isEqualTo(new ImageSize(2, 3));
    assertThat(images.labels().orElseThrow()).containsExactly(7, 0, 2);
    assertThat(images.describe(2)).isEqualTo("image 2 of " + file);
  }

  @Test
  void imagesMayComeWithoutLabels() throws IOException {
    Path file = TestImages.write(folder.resolve("images.npz"), 2, Optional.empty());
    assertThat(NpzImages.inspect(InputFile.of(file.toString())).labels()).isEmpty();
  }

  @Test
  void moreThanThereIsCannotBeRead() throws IOException {
    Path file = TestImages.write(folder.resolve("images.npz"), 2, Optional.empty());
    try (ImageReader reader = NpzImages.inspect(InputFile.of(file.toString())).open(1)) {
      assertThatThrownBy(() -> reader.read(2))
          .isInstanceOf(IOException.class)
          .hasMessage("%s has 1 images left, expected at least 2".formatted(file));
    }
  }

  @Test
  void arraysThatAreNoImagesAreNamed() throws IOException {
    assertRefused(
        NamedArray.ofFloats("arr_0", List.of(1L, 2L, 3L, 3L), new float[18]),
        ": arr_0 is FLOAT32 of shape [1, 2, 3, 3], expected images: uint8 of shape [N, H, W, 3]");
    assertRefused(
        NamedArray.ofBytes("arr_0", List.of(2L, 3L, 3L), new byte[18]),
        ": arr_0 is UINT8 of shape [2, 3, 3], expected images: uint8 of shape [N, H, W, 3]");
    assertRefused(
        NamedArray.ofBytes("arr_0", List.of(1L, 3L, 2L, 2L), new byte[12]),
        ": arr_0 is UINT8 of shape [1, 3, 2, 2], expected images: uint8 of shape [N, H, W, 3]");
    assertRefused(
        NamedArray.ofBytes("arr_0", List.of(1L, 0L, 2L, 3L), new byte[0]),
        " has images of 0x2 pixels, expected 1 to 16384 an edge and at most 67108864 in all");
  }

  @Test
  void unsignedIntegersAreLabels() throws IOException {
    for (ElementType type :
        List.of(ElementType.UINT8, ElementType.UINT16, ElementType.UINT32, ElementType.UINT64)) {
      NpzImages images = withLabels(elements(type, List.of(2L), 7, 3));
      assertThat(images.labels().orElseThrow()).containsExactly(7, 3);
      assertThat(images.remarks()).isEmpty();
    }
  }

  @Test
  void aLabelThatDoesNotFitIsNamed() {
    for (long label : new long[] {1L << 40, Long.MIN_VALUE}) {
      assertThatThrownBy(() -> withLabels(elements(ElementType.INT64, List.of(2L), 1, label)))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith(
              "%s: array 'arr_1' has the number %d at place 1, expected "
                  .formatted(folder.resolve("labels.npz"), label));
    }
    assertThatThrownBy(() -> withLabels(elements(ElementType.UINT64, List.of(2L), 1, -1)))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: array 'arr_1' has the number 18446744073709551615 at place 1, expected at most 2147483647"
                .formatted(folder.resolve("labels.npz")));
  }

  @Test
  void whatIsNoLabelIsPassedOverWithAWord() throws IOException {
    assertPassedOver(
        NamedArray.ofFloats("arr_1", List.of(2L), new float[] {1, 2}), "FLOAT32 of shape [2]", "");
    assertPassedOver(elements(ElementType.INT64, List.of(3L), 1, 2, 3), "INT64 of shape [3]", "");
    assertPassedOver(
        elements(ElementType.INT64, List.of(2L, 2L), 1, 2, 3, 4), "INT64 of shape [2, 2]", "");
    assertPassedOver(
        NamedArray.ofFloats("arr_1", List.of(2L, 3L), new float[] {0, 1, 0, 0, 0, 1}),
        "FLOAT32 of shape [2, 3]",
        "; it is one-hot: numpy.argmax(arr_1, axis=1) are its labels");
  }

  private void assertPassedOver(NamedArray array, String found, String advice) throws IOException {
    NpzImages images = withLabels(array);
    assertThat(images.labels()).isEmpty();
    assertThat(images.remarks())
        .containsExactly(
            "%s: arr_1 is %s, not a label for each image (integers of shape [2]), and is passed over%s"
                .formatted(folder.resolve("labels.npz"), found, advice));
  }

  private NpzImages withLabels(NamedArray labels) throws IOException {
    Path file = folder.resolve("labels.npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(
          output,
          List.of(NamedArray.ofBytes("arr_0", List.of(2L, 1L, 1L, 3L), new byte[6]), labels));
    }
    return NpzImages.inspect(InputFile.of(file.toString()));
  }

  private static NamedArray elements(ElementType type, List<Long> shape, long... values) {
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * type.size()).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      for (int part = 0; part < type.size(); part++) {
        bytes.put((byte) (value >> Byte.SIZE * part));
      }
    }
    return new NamedArray("arr_1", type, shape, output -> output.write(bytes.array()));
  }

  private void assertRefused(NamedArray array, String problem) throws IOException {
    Path file = folder.resolve("wrong.npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, List.of(array));
    }
    assertThatThrownBy(() -> NpzImages.inspect(InputFile.of(file.toString())))
        .isInstanceOf(IOException.class)
        .hasMessage(file + problem);
  }
}
