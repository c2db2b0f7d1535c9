package io.upstack.stages.report;

import static java.util.Locale.ROOT;

/** An image of {@code height} x {@code width} pixels as uint8 HWC, three channels: R, G, B. */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] rgb;

  /**
   * @param rgb height x width x 3 bytes, which are copied
   * @throws IllegalArgumentException if a side is not positive or the bytes are too few or too many
   */
  public RgbImage(int width, int height, byte[] rgb) {
    if (width < 1 || height < 1) {
      throw new IllegalArgumentException(
          String.format(
              ROOT, "an image of %d x %d pixels: both sides must be at least 1", width, height));
    }
    if (rgb.length != Math.multiplyExact(Math.multiplyExact(width, height), 3)) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "an image of %d x %d pixels takes %,d bytes (3 a pixel), but %,d were given",
              width,
              height,
              3L * width * height,
              rgb.length));
    }
    this.width = width;
    this.height = height;
    this.rgb = rgb.clone();
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** The value, 0 to 255, of a channel (0 red, 1 green, 2 blue) of a pixel. */
  public int value(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xff;
  }
}
