package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.upstack.stages.features.TestImages;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSetsTest {
  @TempDir private Path folder;

  @Test
  void picturesAreSortedByRelativePathAndLabelledByDirectory() throws IOException {
    copy("rgb.png", "set/dogs/b.PNG");
    copy("grey.jpg", "set/cats/z.jpeg");
    copy("rgb444.jpg", "set/cats/more/a.jpg");
    copy("palette.png", "set/.hidden/c.png");
    copy("palette.png", "set/cats/.c.png");
    Files.writeString(folder.resolve("set/README.txt"), "text");
    ImageSet images = open("set");
    assertThat(images.location()).isEqualTo(folder.resolve("set").toString());
    assertThat(images.images()).isEqualTo(3);
    assertThat(images.size()).isEqualTo(PictureFixtures.SIZE);
    assertThat(images.labels().orElseThrow()).containsExactly(0, 0, 1);
    assertThat(images.leftOut()).isEmpty();
    assertThat(images.describe(1)).isEqualTo(folder.resolve("set/cats/z.jpeg").toString());
    assertThat(read(images, 0, 3))
        .isEqualTo(
            joined(
                PictureFixtures.pixels("rgb444.jpg"),
                PictureFixtures.pixels("grey.jpg"),
                PictureFixtures.pixels("rgb.png")));
    assertThat(read(images, 2, 1)).isEqualTo(PictureFixtures.pixels("rgb.png"));

    copy("rgb.png", "set/without-class.png");
    assertThat(open("set").labels()).isEmpty();
  }

  @Test
  void theFingerprintIsOfNamesAndContents() throws IOException {
    copy("rgb.png", "one/a/1.png");
    copy("grey.png", "one/a/2.png");
    copy("rgb.png", "two/a/1.png");
    copy("grey.png", "two/a/2.png");
    Files.writeString(folder.resolve("two/notes.txt"), "text");
    copy("rgb.png", "renamed/a/1.png");
    copy("grey.png", "renamed/a/3.png");
    copy("grey.png", "changed/a/1.png");
    copy("rgb.png", "changed/a/2.png");
    String fingerprint = open("one").sha256();
    assertThat(fingerprint).matches("[0-9a-f]{64}").isEqualTo(open("two").sha256());
    assertThat(List.of(open("renamed").sha256(), open("changed").sha256()))
        .doesNotContain(fingerprint)
        .doesNotHaveDuplicates();
  }

  @Test
  void allThatCannotBeUsedIsNamedAndWhatIsMoreIsCounted() throws IOException {
    copy("rgb.png", "set/a.png");
    copy("cmyk.jpg", "set/b.jpg");
    Path small = TestPictures.write(folder.resolve("set/c.png"), new ImageSize(3, 4), new byte[36]);
    InvalidImagesException two = refused("set");
    assertThat(two.problems())
        .containsExactly(
            folder.resolve("set/b.jpg")
                + " does not decode: it is a CMYK JPEG, expected RGB or grey",
            "%s is of 3x4 pixels, expected 10x12 as %s"
                .formatted(small, folder.resolve("set/a.png")));
    for (int i = 0; i < 20; i++) {
      Files.writeString(folder.resolve("set/broken%02d.png".formatted(i)), "text");
    }
    InvalidImagesException many = refused("set");
    assertThat(many.problems()).hasSize(11).endsWith("12 more files can't be used");
    assertThat(many).hasMessage(String.join("; ", many.problems()));
  }

  @Test
  void picturesThatDoNotDecodeAreLeftOutWhereThatIsAskedFor() throws IOException {
    copy("rgb.png", "set/a.png");
    copy("cmyk.jpg", "set/b.jpg");
    byte[] damaged = PictureFixtures.content("rgb.png");
    damaged[100] ^= 1;
    Files.write(folder.resolve("set/c.png"), damaged);
    copy("grey.png", "set/d.png");
    ImageSet images = ImageSets.open(folder.resolve("set").toString(), UndecodableImages.LEFT_OUT);
    assertThat(images.images()).isEqualTo(2);
    assertThat(images.leftOut()).containsExactly("b.jpg", "c.png");
    byte[] expected = joined(PictureFixtures.pixels("rgb.png"), PictureFixtures.pixels("grey.png"));
    assertThat(read(images, 0, 2)).isEqualTo(expected);
    Files.delete(folder.resolve("set/b.jpg"));

    ImageSet again =
        ImageSets.reopen(folder.resolve("set").toString(), images.size(), images.leftOut());
    assertThat(read(again, 0, 2)).isEqualTo(expected);
    assertThat(again.sha256()).isEqualTo(images.sha256());

    ImageSet unknowing =
        ImageSets.reopen(folder.resolve("set").toString(), images.size(), List.of());
    try (ImageReader reader = unknowing.open(0)) {
      assertThatThrownBy(() -> reader.read(3))
          .isInstanceOf(UndecodablePictureException.class)
          .hasMessage(
              folder.resolve("set/c.png")
                  + " does not decode: the checksum of its IDAT chunk at byte 33 is wrong");
    }
  }

  @Test
  void nothingThatDecodesIsAProblemAlsoWhereOthersAreLeftOut() throws IOException {
    copy("cmyk.jpg", "set/b.jpg");
    String location = folder.resolve("set").toString();
    assertThatThrownBy(() -> ImageSets.open(location, UndecodableImages.LEFT_OUT))
        .isInstanceOf(InvalidImagesException.class)
        .hasMessage(location + " has no picture that decodes, expected one or more");
  }

  @Test
  void directoriesWithoutImagesOrOfSeveralKindsAreRefused() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    assertThat(refused("empty"))
        .hasMessage(
            "directory '%s' has no npz files, and no PNG or JPEG pictures, expected one or more"
                .formatted(empty));
    copy("rgb.png", "both/a.png");
    TestImages.write(folder.resolve("both/b.npz"), 2, Optional.empty());
    assertThat(refused("both"))
        .hasMessage(
            "directory '%s' has both npz files and pictures, such as b.npz and a.png, expected one"
                    .formatted(folder.resolve("both"))
                + " kind");
    copy("rgb.png", "other/a.png");
    copy("rgb.png", "other/b.webp");
    assertThat(refused("other"))
        .hasMessage(
            folder.resolve("other/b.webp") + " is neither PNG nor JPEG, nor named like them");
    TestImages.write(folder.resolve("none.npz"), 0, Optional.empty());
    assertThat(refused("none.npz"))
        .hasMessage(folder.resolve("none.npz") + " has no images, expected one or more");
    assertThat(refused("missing"))
        .hasMessage("there is no file '%s'".formatted(folder.resolve("missing")));
  }

  @Test
  void theFilesOfADirectoryAreOneSet() throws IOException {
    int[] counts = {3, 0, 5, 1, 4};
    Files.createDirectory(folder.resolve("parts"));
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int part = 0; part < counts.length; part++) {
      TestImages.write(
          folder.resolve("parts/%d.npz".formatted(part)),
          counts[part],
          Optional.of(new long[counts[part]]));
      expected.write(TestImages.pixels(0, counts[part]));
    }
    ImageSet images = open("parts");
    assertThat(images.images()).isEqualTo(13);
    assertThat(images.labels().orElseThrow()).hasSize(13);
    assertThat(images.describe(10)).isEqualTo("image 1 of " + folder.resolve("parts/4.npz"));
    Random random = new Random(1);
    for (int i = 0; i < 200; i++) {
      int first = random.nextInt(13);
      int count = 1 + random.nextInt(13 - first);
      assertThat(read(images, first, count))
          .isEqualTo(Arrays.copyOfRange(expected.toByteArray(), first * 18, (first + count) * 18));
    }
    try (ImageReader reader = images.open(11)) {
      assertThatThrownBy(() -> reader.read(3))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "%s has 2 images left, expected at least 3".formatted(folder.resolve("parts")));
    }
  }

  @Test
  void theSamplesOfARunAreFoundInItsOutput() throws IOException {
    Files.createDirectories(folder.resolve("out/samples"));
    Files.createDirectories(folder.resolve("out/base"));
    Files.writeString(folder.resolve("out/run.textproto"), "");
    TestImages.write(folder.resolve("out/base/00000.npz"), 9, Optional.empty());
    TestImages.write(folder.resolve("out/samples/00000.npz"), 2, Optional.empty());
    assertThat(open("out").images()).isEqualTo(2);
    assertThat(open("out").sha256()).isEqualTo(open("out/samples").sha256());
  }

  private ImageSet open(String name) throws IOException {
    return ImageSets.open(folder.resolve(name).toString(), UndecodableImages.REFUSED);
  }

  private InvalidImagesException refused(String name) {
    return catchThrowableOfType(InvalidImagesException.class, () -> open(name));
  }

  private void copy(String picture, String target) throws IOException {
    PictureFixtures.copy(picture, folder.resolve(target));
  }

  private static byte[] read(ImageSet images, int first, int count) throws IOException {
    try (ImageReader reader = images.open(first)) {
      ByteBuffer read = reader.read(count);
      byte[] bytes = new byte[read.remaining()];
      read.get(bytes);
      return bytes;
    }
  }

  private static byte[] joined(byte[]... pieces) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] piece : pieces) {
      all.write(piece);
    }
    return all.toByteArray();
  }
}
