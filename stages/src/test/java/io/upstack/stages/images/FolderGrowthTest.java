package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.stages.Growth;
import io.upstack.stages.arrays.NamedArray;
import io.upstack.stages.arrays.NpzWriter;
import io.upstack.stages.store.InputFile;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Folders of images take time and memory in proportion to their files. */
class FolderGrowthTest {
  @TempDir private Path folder;

  @Test
  void twiceThePicturesTakeTwiceTheTime() throws Exception {
    byte[] png = picture();
    Growth.assertLinearInAllThreads(
        500,
        size -> {
          Path pictures = Files.createDirectory(folder.resolve("pictures" + size));
          for (int index = 0; index < size; index++) {
            Path labelled = Files.createDirectories(pictures.resolve("class" + index % 50));
            Files.write(labelled.resolve(index + ".png"), png);
          }
          return () -> {
            ImageSet images = ImageSets.open(pictures.toString(), UndecodableImages.LEFT_OUT);
            try (ImageReader reader = images.open(0)) {
              for (int index = 0; index < size; index++) {
                reader.read(1);
              }
            }
            return List.of(images.labels().orElseThrow(), images.sha256());
          };
        });
  }

  @Test
  void twiceTheNamesTakeTwiceTheTimeToLabel() throws Exception {
    Growth.assertLinear(
        50_000,
        size -> {
          List<Picture> pictures = new ArrayList<>();
          for (int index = 0; index < size; index++) {
            pictures.add(
                new Picture("class%d/%d.png".formatted(index / 2, index), InputFile.of("none")));
          }
          return () -> PictureLabels.of(pictures).orElseThrow();
        });
  }

  /** Each shard is opened by its first image, and looked at once it has been read. */
  @Test
  void twiceTheNpzFilesTakeTwiceTheTimeToOpenAtEveryImage() throws Exception {
    NpzImages part = part();
    Growth.assertLinear(
        8_000,
        size -> {
          Map<String, NpzImages> parts = new LinkedHashMap<>();
          for (int index = 0; index < size; index++) {
            parts.put(index + ".npz", part);
          }
          JoinedImages images = new JoinedImages("joined", parts);
          assertThat(images.images()).isEqualTo(2L * size);
          return () -> {
            int length = 0;
            for (long image = 0; image < images.images(); image += 2) {
              images.open(image + 1).close();
              length += images.describe(image).length();
            }
            return length;
          };
        });
  }

  @Test
  void anImageIsOfTheFileThatHoldsIt() throws IOException {
    Map<String, NpzImages> parts = new LinkedHashMap<>();
    int[] sizes = {0, 2, 0, 0, 1, 3, 0};
    for (int part = 0; part < sizes.length; part++) {
      parts.put(part + ".npz", part(part + ".npz", sizes[part]));
    }
    JoinedImages images = new JoinedImages("joined", parts);

    List<String> found = new ArrayList<>();
    List<Integer> values = new ArrayList<>();
    for (long image = 0; image < images.images(); image++) {
      found.add(images.describe(image).replace(folder + "/", ""));
      try (ImageReader reader = images.open(image)) {
        values.add((int) reader.read(1).get());
      }
      images.requireUnchanged(image, 1);
    }
    assertThat(found)
        .containsExactly(
            "image 0 of 1.npz",
            "image 1 of 1.npz",
            "image 0 of 4.npz",
            "image 0 of 5.npz",
            "image 1 of 5.npz",
            "image 2 of 5.npz");
    assertThat(values).containsExactly(10, 11, 40, 50, 51, 52);
    try (ImageReader all = images.open(0)) {
      assertThat(all.read(6).remaining()).isEqualTo(18);
    }
    images.open(6).close();
    images.requireUnchanged(0, 6);
  }

  private NpzImages part() throws IOException {
    return part("part.npz", 2);
  }

  private NpzImages part(String name, int images) throws IOException {
    byte[] pixels = new byte[images * 3];
    for (int image = 0; image < images; image++) {
      pixels[image * 3] = (byte) (name.charAt(0) % '0' * 10 + image);
    }
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    NpzWriter.write(
        output, List.of(NamedArray.ofBytes("arr_0", List.of((long) images, 1L, 1L, 3L), pixels)));
    Path file = Files.write(folder.resolve(name), output.toByteArray());
    return NpzImages.inspect(InputFile.of(file.toString()));
  }

  private static byte[] picture() throws IOException {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", output);
    return output.toByteArray();
  }
}
