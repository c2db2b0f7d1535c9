package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.TestImages;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.OutputStream;
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
        " has images of 0x2 pixels, expected 1 to 16384 an edge");
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
