package io.upstack.runners.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.report.NeighbourImages;
import io.upstack.stages.report.ReportImages;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
    Path samples = Files.createDirectory(directory.resolve("samples"));
    writeGrey(samples.resolve("0.npz"), 0, 100);
    writeGrey(samples.resolve("1.npz"), 100, 100);
    Path reference = directory.resolve("reference.npz");
    writeGrey(reference, 0, 100);
    ShownImages shown = new ShownImages(open(samples), open(reference));

    ReportImages images = shown.load(List.of(), List.of(neighbours));

    NeighbourImages strips = images.neighbours();
    assertThat(strips.samples()).containsOnlyKeys(150);
    assertThat(strips.samples().get(150).value(0, 0, 0)).isEqualTo(150);
    assertThat(strips.references()).containsOnlyKeys(2, 90);
    assertThat(strips.references().get(90).value(0, 0, 0)).isEqualTo(90);
    assertThat(images.rows().get(0).generated()).hasSize(48);
    assertThat(shown.load(List.of()).neighbours()).isEqualTo(NeighbourImages.none());
  }

  private static ImageSet open(Path location) throws IOException {
    return ImageSets.open(location.toString(), UndecodableImages.REFUSED);
  }

  /** A file of images of one pixel, whose value is their index. */
  private static void writeGrey(Path file, int first, int images) throws IOException {
    ByteBuffer pixels = ByteBuffer.allocate(3 * images);
    for (int i = 0; i < 3 * images; i++) {
      pixels.put((byte) (first + i / 3));
    }
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(
          output,
          List.of(NamedArray.ofBytes("arr_0", List.of((long) images, 1L, 1L, 3L), pixels.array())));
    }
  }
}
