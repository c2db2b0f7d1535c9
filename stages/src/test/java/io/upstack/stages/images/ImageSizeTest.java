package io.upstack.stages.images;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageSizeTest {
  @ParameterizedTest
  @CsvSource({
    "32, 32, 256, 256",
    "256, 256, 65536, 1365",
    "1024, 1024, 256, 85",
    "1024, 512, 256, 170",
    "512, 1024, 256, 170",
    "8192, 8192, 256, 1",
    "16384, 4096, 256, 1",
    "4096, 16384, 1, 1",
    "1, 1, 65536, 65536",
  })
  void theImagesOfAPassTakeAtMost256MegabytesOrAreOne(
      int height, int width, int wanted, int together) {
    ImageSize size = new ImageSize(height, width);

    assertThat(size.together(wanted)).isEqualTo(together);
    assertThat((long) together * size.bytes()).isLessThanOrEqualTo(1 << 28);
  }

  @Test
  void aSizeIsReadAsHeightByWidth() {
    assertThat(new ImageSize(3, 5)).hasToString("3x5");
    assertThat(new ImageSize(3, 5).bytes()).isEqualTo(45);
  }
}
