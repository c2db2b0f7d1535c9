package io.upstack.stages.evaluate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.features.TestImages;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageBatchTest {
  @TempDir private Path folder;

  @Test
  void whatAFileHoldsIsReadFromItsHeaders() throws IOException {
    Path file = folder.resolve("samples_3x2x3x3.npz");
    TestImages.write(file, 3, Optional.of(new long[] {7, 0, 2}));
    ImageBatch batch = ImageBatch.inspect(InputFile.of(file.toString()));
    assertThat(batch.images()).isEqualTo(3);
    assertThat(batch.size()).isEqualTo(new ImageSize(2, 3));
    assertThat(batch.labelled()).isTrue();
    assertThat(batch.labels().orElseThrow()).containsExactly(7, 0, 2);
  }

  @Test
  void imagesMayComeWithoutLabels() throws IOException {
    Path file = TestImages.write(folder.resolve("images.npz"), 2, Optional.empty());
    assertThat(ImageBatch.inspect(InputFile.of(file.toString())).labels()).isEmpty();
  }

  @Test
  void arraysThatAreNoImagesAreNamed() throws IOException {
    assertRefused(
        NamedArray.ofFloats("arr_0", List.of(1L, 2L, 3L, 3L), new float[18]),
        "FLOAT32 of shape [1, 2, 3, 3]");
    assertRefused(
        NamedArray.ofBytes("arr_0", List.of(2L, 3L, 3L), new byte[18]), "UINT8 of shape [2, 3, 3]");
    assertRefused(
        NamedArray.ofBytes("arr_0", List.of(1L, 3L, 2L, 2L), new byte[12]),
        "UINT8 of shape [1, 3, 2, 2]");
  }

  @Test
  void aReferenceSaysWhetherItBringsStatistics() throws IOException {
    Path plain = TestImages.write(folder.resolve("plain.npz"), 2, Optional.empty());
    assertThat(ReferenceBatch.read(InputFile.of(plain.toString())).hasStoredStatistics()).isFalse();
    Path stored =
        TestImages.write(
            folder.resolve("stored.npz"),
            2,
            Optional.empty(),
            NamedArray.ofDoubles("mu", List.of(2L), new double[2]),
            NamedArray.ofDoubles("sigma", List.of(2L, 2L), new double[] {1, 0, 0, 1}));
    ReferenceBatch reference = ReferenceBatch.read(InputFile.of(stored.toString()));
    assertThat(reference.hasStoredStatistics()).isTrue();
    assertThat(reference.batch().images()).isEqualTo(2);
  }

  private void assertRefused(NamedArray array, String found) throws IOException {
    Path file = folder.resolve("wrong.npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(output, List.of(array));
    }
    assertThatThrownBy(() -> ImageBatch.inspect(InputFile.of(file.toString())))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s: arr_0 is %s, expected images: uint8 of shape [N, H, W, 3]".formatted(file, found));
  }
}
