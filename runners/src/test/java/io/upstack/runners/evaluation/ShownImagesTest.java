package io.upstack.runners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.report.NeighbourImages;
import io.upstack.stages.report.ReportImages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShownImagesTest {
  @TempDir private Path directory;

  @Test
  void loadsNeighboursFromWhicheverFileHasThem() throws IOException {
    SampleNeighbours neighbours =
        SampleNeighbours.newBuilder()
            .setSample(150)
            .setSelection(Selection.MOST_REALISTIC)
            .addNeighbours(Neighbour.newBuilder().setImage(90))
            .addNeighbours(Neighbour.newBuilder().setImage(2))
            .build();
    ShownImages shown =
        new ShownImages(
            new ImageCollection(List.of(grey(0, 100), grey(100, 100)), Optional.empty()),
            new ImageCollection(List.of(grey(0, 100)), Optional.empty()),
            new ImageSize(1, 1));

    ReportImages images = shown.load(List.of(), List.of(neighbours));

    NeighbourImages strips = images.neighbours();
    assertThat(strips.samples()).containsOnlyKeys(150);
    assertThat(strips.samples().get(150).value(0, 0, 0)).isEqualTo(150);
    assertThat(strips.references()).containsOnlyKeys(2, 90);
    assertThat(strips.references().get(90).value(0, 0, 0)).isEqualTo(90);
    assertThat(images.rows().get(0).generated()).hasSize(48);
    assertThat(shown.load(List.of()).neighbours()).isEqualTo(NeighbourImages.none());
  }

  /** A file of images of one pixel, whose value is their index. */
  private ImageCollection.Part grey(int first, int images) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(3 * images);
    for (int i = 0; i < 3 * images; i++) {
      pixels.put((byte) (first + i / 3));
    }
    Path file = Files.createTempFile(directory, "images", ".npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(
          output,
          List.of(NamedArray.ofBytes("arr_0", List.of((long) images, 1L, 1L, 3L), pixels.array())));
    }
    return new ImageCollection.Part(images, () -> NpzFile.open(file));
  }
}
