package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RgbImageTest {
  @Test
  void readsValuesInRowsOfPixelsOfChannels() {
    RgbImage image = new RgbImage(2, 1, new byte[] {1, 2, 3, 4, 5, (byte) 200});

    assertThat(image.value(0, 0, 1)).isEqualTo(2);
    assertThat(image.value(1, 0, 2)).isEqualTo(200);
  }

  @Test
  void doesNotChangeWithTheBytesItWasMadeFrom() {
    byte[] rgb = {1, 2, 3};
    RgbImage image = new RgbImage(1, 1, rgb);
    rgb[0] = 9;

    assertThat(image.value(0, 0, 0)).isEqualTo(1);
  }

  @Test
  void refusesBytesThatDoNotFit() {
    assertThatThrownBy(() -> new RgbImage(32, 16, new byte[512]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of 32 x 16 pixels takes 1,536 bytes (3 a pixel), but 512 were given");
  }

  @Test
  void refusesAnImageWithoutPixels() {
    assertThatThrownBy(() -> new RgbImage(0, 4, new byte[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an image of 0 x 4 pixels: both sides must be at least 1");
  }
}
