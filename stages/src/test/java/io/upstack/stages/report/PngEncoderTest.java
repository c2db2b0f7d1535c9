package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class PngEncoderTest {
  private final RgbImage image = ReportExamples.randomImage(new Random(3), 7, 5);

  @Test
  void keepsEveryPixel() throws IOException {
    BufferedImage decoded = ImageIO.read(new ByteArrayInputStream(PngEncoder.encode(image)));

    assertThat(decoded.getWidth()).isEqualTo(7);
    assertThat(decoded.getHeight()).isEqualTo(5);
    for (int y = 0; y < 5; y++) {
      for (int x = 0; x < 7; x++) {
        int rgb = image.value(x, y, 0) << 16 | image.value(x, y, 1) << 8 | image.value(x, y, 2);
        assertThat(decoded.getRGB(x, y) & 0xffffff).as("pixel %d, %d", x, y).isEqualTo(rgb);
      }
    }
  }

  @Test
  void givesTheSameBytesEachTime() {
    assertThat(PngEncoder.encode(image)).isEqualTo(PngEncoder.encode(image));
  }
}
