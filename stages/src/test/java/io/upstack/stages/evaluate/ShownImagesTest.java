package io.upstack.stages.evaluate;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Report;
import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.images.ImageReader;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.ImageSets;
import io.upstack.stages.images.ImageSize;
import io.upstack.stages.images.UndecodableImages;
import io.upstack.stages.report.ImageRow;
import io.upstack.stages.report.NeighbourImages;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.ReportWriter;
import io.upstack.stages.report.RgbImage;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
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

  /** Some 400 images of 3 MB would not fit in the memory that a report may take. */
  @Test
  void imagesAreHeldAsSmallAsThePageShowsThem() throws IOException {
    ImageSet large = new DrawnImages(500, new ImageSize(1024, 512));
    List<SampleNeighbours> neighbours = new ArrayList<>();
    for (int sample = 0; sample < 8; sample++) {
      SampleNeighbours.Builder strip =
          SampleNeighbours.newBuilder()
              .setSample(sample)
              .setSelection(Selection.MOST_REALISTIC)
              .setRealism(1);
      for (int image = 0; image < 8; image++) {
        strip.addNeighbours(Neighbour.newBuilder().setImage(sample * 8 + image).setDistance(1));
      }
      neighbours.add(strip.build());
    }

    ReportImages images = new ShownImages(large, large).load(List.of(), neighbours);

    List<RgbImage> held = new ArrayList<>();
    for (ImageRow row : images.rows()) {
      held.addAll(row.generated());
      held.addAll(row.reference());
    }
    assertThat(held).hasSize(36 + 18);
    held.addAll(images.neighbours().samples().values());
    held.addAll(images.neighbours().references().values());
    assertThat(held)
        .hasSize(36 + 18 + 8 + 64)
        .allSatisfy(image -> assertThat(image.original()).isEqualTo(new ImageSize(1024, 512)))
        .allSatisfy(image -> assertThat(image.height()).isEqualTo(2 * image.width()));
    assertThat(held.stream().mapToLong(image -> 3L * image.width() * image.height()).sum())
        .isLessThan(2 * 6_000_000);
    Path folder = Files.createDirectory(directory.resolve("report"));
    try (ObjectStore store = ObjectStores.open(folder.toString())) {
      ReportWriter.write(
          store,
          Report.newBuilder().setNumSamples(500).addAllSampleNeighbours(neighbours).build(),
          images);
    }
    Path page = folder.resolve("report/index.html");
    assertThat(page)
        .content()
        .contains("500 samples of 512 × 1024 pixels", "Scaled down from 1024 to ");
    assertThat(Files.size(page)).isLessThan(16_000_000);
  }

  /** Makes images of one color and noise, drawn when they are read. */
  private record DrawnImages(long images, ImageSize size) implements ImageSet {
    @Override
    public String location() {
      return "drawn";
    }

    @Override
    public Optional<int[]> labels() {
      return Optional.empty();
    }

    @Override
    public ImageReader open(long first) {
      return new ImageReader() {
        @Override
        public ByteBuffer read(int count) {
          byte[] pixels = new byte[count * size.bytes()];
          new Random(first).nextBytes(pixels);
          return ByteBuffer.wrap(pixels);
        }

        @Override
        public void close() {}
      };
    }

    @Override
    public String sha256() {
      return "ab";
    }

    @Override
    public ImageSet pinned() {
      return this;
    }

    @Override
    public void requireUnchanged(long first, long count) {}
  }

  /** A row is a height: 2 rows of 3 columns are not 3 rows of 2. */
  @Test
  void imagesThatAreNotSquareAreNotTurned() throws IOException {
    byte[] pixels = new byte[18];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (byte) i;
    }
    Path file = directory.resolve("wide.npz");
    try (OutputStream output = Files.newOutputStream(file)) {
      NpzWriter.write(
          output, List.of(NamedArray.ofBytes("arr_0", List.of(1L, 2L, 3L, 3L), pixels)));
    }

    RgbImage image =
        new ShownImages(open(file), open(file)).load(List.of()).rows().get(0).generated().get(0);

    assertThat(image.width()).isEqualTo(3);
    assertThat(image.height()).isEqualTo(2);
    assertThat(image.value(2, 0, 1)).isEqualTo(7);
    assertThat(image.value(0, 1, 1)).isEqualTo(10);
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
