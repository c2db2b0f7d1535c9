package io.upstack.stages.images;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** Writes PNGs. */
public final class TestPictures {
  private TestPictures() {}

  /**
   * @param pixels height x width x 3 bytes
   */
  public static Path write(Path file, ImageSize size, byte[] pixels) throws IOException {
    BufferedImage image =
        new BufferedImage(size.width(), size.height(), BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < pixels.length; i += 3) {
      int rgb = (pixels[i] & 0xff) << 16 | (pixels[i + 1] & 0xff) << 8 | (pixels[i + 2] & 0xff);
      image.setRGB(i / 3 % size.width(), i / 3 / size.width(), rgb);
    }
    try (OutputStream output = Files.newOutputStream(file)) {
      ImageIO.write(image, "png", output);
    }
    return file;
  }
}
