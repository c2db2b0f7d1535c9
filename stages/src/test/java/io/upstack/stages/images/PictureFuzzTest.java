package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A damaged picture decodes, where the damage does not show, or is refused by name. */
class PictureFuzzTest {
  private static final String NAME = "picture";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "interlaced.png",
        "palette.png",
        "rgb16.png",
        "grey.jpg",
        "rgb420.jpg",
        "progressive.jpg",
        "icc.jpg"
      })
  void everyTruncationIsNamed(String picture) throws IOException {
    byte[] content = PictureFixtures.content(picture);
    for (int length = 0; length < content.length - 2; length += 3) {
      byte[] cut = Arrays.copyOf(content, length);
      assertThatThrownBy(() -> decode(cut))
          .as("%d bytes of %s", length, picture)
          .isInstanceOf(UndecodablePictureException.class)
          .hasMessageStartingWith("picture does not decode: ");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rgb.png",
        "interlaced.png",
        "palette_transparent.png",
        "grey2.png",
        "grey.jpg",
        "rgb420.jpg",
        "progressive.jpg",
        "exif.jpg",
        "plain.jpg"
      })
  void damageIsHarmlessOrNamed(String picture) throws IOException {
    byte[] content = PictureFixtures.content(picture);
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int seed = 0; seed < 400; seed++) {
            Random random = new Random(seed);
            byte[] damaged = content.clone();
            for (int flips = random.nextInt(6); flips >= 0; flips--) {
              damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            assertDecodesOrIsNamed(damaged, "seed %d of %s".formatted(seed, picture));
          }
        });
  }

  private static void assertDecodesOrIsNamed(byte[] content, String what) {
    try {
      decode(content);
    } catch (UndecodablePictureException expected) {
      Assertions.assertTrue(expected.getMessage().startsWith("picture does not decode: "), what);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(what, e);
    }
  }

  /** A header with another size is reported before anything is decoded. */
  private static void decode(byte[] content) throws IOException {
    ImageSize size = PictureHeader.read(PictureBytes.of(content, NAME));
    if (size.equals(PictureFixtures.SIZE)) {
      new PictureDecoder(NAME, content, size).decode(new byte[size.bytes()], 0);
    }
  }
}
