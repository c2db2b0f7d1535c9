package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PictureTest {
  @TempDir private Path folder;

  static Set<String> kinds() throws IOException {
    return PictureFixtures.names();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void everyKindIsReadAsPillowReadsIt(String name) throws IOException {
    Picture picture = PictureFixtures.picture(PictureFixtures.path(name));
    assertThat(picture.size()).isEqualTo(PictureFixtures.SIZE);
    byte[] pixels = new byte[PictureFixtures.SIZE.bytes() + 2];
    picture.decode(picture.size(), pixels, 2);
    assertThat(Arrays.copyOfRange(pixels, 2, pixels.length))
        .isEqualTo(PictureFixtures.pixels(name));
  }

  @Test
  void whatIsNotReadIsNamed() throws IOException {
    Path cmyk = PictureFixtures.path("cmyk.jpg");
    assertRefused(cmyk, "it is a CMYK JPEG, expected RGB or grey");
    Path text = Files.writeString(folder.resolve("text.png"), "text");
    assertRefused(text, "it does not begin as a PNG or a JPEG");
    Path empty = Files.createFile(folder.resolve("empty.jpg"));
    assertRefused(empty, "it does not begin as a PNG or a JPEG");
    Path cut = folder.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(PictureFixtures.content("rgb.png"), 20));
    assertRefused(cut, "it ends within its header, at byte 0");
    Path large = folder.resolve("large.png");
    byte[] header = PictureFixtures.content("rgb.png");
    header[16] = 1;
    Files.write(large, header);
    assertRefused(
        large,
        "it is of 10x16777228 pixels, expected 1 to 16384 an edge and at most 67108864 in all");
  }

  @Test
  void aPictureOfTooManyPixelsIsNamedByItsHeader() throws IOException {
    Path large = folder.resolve("large.png");
    byte[] header = PictureFixtures.content("rgb.png");
    header[18] = 0x40;
    header[19] = 0;
    header[22] = 0x40;
    header[23] = 0;
    Files.write(large, header);
    assertRefused(
        large,
        "it is of 16384x16384 pixels, expected 1 to 16384 an edge and at most 67108864 in all");
  }

  @Test
  void aPixelThatThePaletteHasNoColorForIsNamed() throws IOException {
    Picture picture =
        PictureFixtures.picture(PictureFixtures.path("palette_index_beyond_plte.png"));
    ImageSize size = picture.size();
    assertThatThrownBy(() -> picture.decode(size, new byte[size.bytes()], 0))
        .isInstanceOf(UndecodablePictureException.class)
        .hasMessageMatching(
            Pattern.quote(picture.file().location())
                + " does not decode: a pixel in row \\d+ is of color \\d+ of its palette, which has"
                + " \\d+");
  }

  @Test
  void damageIsNamed() throws IOException {
    Path cut = folder.resolve("cut.png");
    Files.write(cut, Arrays.copyOf(PictureFixtures.content("rgb.png"), 300));
    assertBroken(cut, "it ends after 300 bytes, before its IEND chunk");
    Path flipped = folder.resolve("flipped.png");
    byte[] content = PictureFixtures.content("rgb.png");
    content[100] ^= 1;
    Files.write(flipped, content);
    assertBroken(flipped, "the checksum of its IDAT chunk at byte 33 is wrong");
    Path jpeg = folder.resolve("cut.jpg");
    Files.write(jpeg, Arrays.copyOf(PictureFixtures.content("rgb444.jpg"), 680));
    assertBroken(jpeg, "Truncated File - Missing EOI marker");
  }

  @Test
  void aPictureThatChangedItsSizeIsNamed() throws IOException {
    Picture picture = PictureFixtures.picture(PictureFixtures.path("rgb.png"));
    assertThatThrownBy(() -> picture.decode(new ImageSize(4, 4), new byte[48], 0))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "%s is of 10x12 pixels, expected 4x4 as when it was first looked at"
                .formatted(picture.file().location()));
  }

  private static void assertRefused(Path file, String problem) {
    assertThatThrownBy(() -> PictureFixtures.picture(file).size())
        .isInstanceOf(UndecodablePictureException.class)
        .hasMessage("%s does not decode: %s".formatted(file, problem));
  }

  private static void assertBroken(Path file, String problem) throws IOException {
    Picture picture = PictureFixtures.picture(file);
    byte[] pixels = new byte[PictureFixtures.SIZE.bytes()];
    assertThat(picture.size()).isEqualTo(PictureFixtures.SIZE);
    assertThatThrownBy(() -> picture.decode(PictureFixtures.SIZE, pixels, 0))
        .isInstanceOf(UndecodablePictureException.class)
        .hasMessage("%s does not decode: %s".formatted(file, problem));
  }
}
