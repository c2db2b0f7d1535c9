package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class ThumbnailsTest {
  @Test
  void leavesAnImageThatFits() {
    RgbImage image = ReportExamples.randomImage(new Random(1), 64, 32);

    assertThat(Thumbnails.fit(image, 64)).isSameAs(image);
  }

  @Test
  void halvesByTheMeansOfFourPixels() {
    RgbImage image =
        new RgbImage(2, 2, new byte[] {10, 0, 0, 20, 0, 0, 30, 0, 0, (byte) 200, 0, (byte) 255});

    RgbImage half = Thumbnails.fit(image, 1);

    assertThat(half.value(0, 0, 0)).isEqualTo(65);
    assertThat(half.value(0, 0, 2)).isEqualTo(64);
  }

  @Test
  void weighsPixelsThatStraddleABorder() {
    RgbImage image = new RgbImage(3, 1, new byte[] {0, 0, 0, 90, 90, 90, (byte) 180, 0, 0});

    RgbImage narrow = Thumbnails.fit(image, 2);

    assertThat(narrow.value(0, 0, 0)).isEqualTo(30);
    assertThat(narrow.value(1, 0, 0)).isEqualTo(150);
  }

  @Test
  void keepsTheProportions() {
    RgbImage wide = Thumbnails.fit(ReportExamples.randomImage(new Random(1), 400, 100), 128);

    assertThat(wide.width()).isEqualTo(128);
    assertThat(wide.height()).isEqualTo(32);
  }

  @Test
  void hasLessRoomEachTheMoreImages() {
    assertThat(Thumbnails.edgeOf(1)).isEqualTo(256);
    assertThat(Thumbnails.edgeOf(90)).isEqualTo(149);
    assertThat(Thumbnails.edgeOf(100_000)).isEqualTo(32);
  }
}
