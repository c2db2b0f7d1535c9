package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import io.upstack.stages.images.ImageSize;

/** An image of {@code height} x {@code width} pixels as uint8 HWC, with three channels: R, G, B. */
public final class RgbImage {
  private final int width;
  private final int height;
  private final byte[] rgb;
  private final ImageSize original;

  private RgbImage(int width, int height, byte[] rgb, ImageSize original) {
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
    this.rgb = rgb;
    this.original = original;
  }

  /**
   * @param rgb height x width x 3 bytes, which are copied
   * @throws IllegalArgumentException if a side is not positive or there are too few or too many
   *     bytes
   */
  public RgbImage(int width, int height, byte[] rgb) {
    this(width, height, rgb.clone(), new ImageSize(height, width));
  }

  /**
   * Returns an image of a set. If an edge is longer than given, it is scaled down as {@link
   * Thumbnails} does, so that many large images need not be in memory together.
   *
   * @param pixels height x width x 3 bytes, which are not copied and must not change
   */
  public static RgbImage scaled(ImageSize size, byte[] pixels, int longestEdge) {
    return Thumbnails.fit(new RgbImage(size.width(), size.height(), pixels, size), longestEdge);
  }

  /** Returns a smaller version of this image. */
  RgbImage scaledTo(int newWidth, int newHeight, byte[] newRgb) {
    return new RgbImage(newWidth, newHeight, newRgb, original);
  }

  /** Returns the size of the image before it was scaled down. */
  public ImageSize original() {
    return original;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }

  /** Returns the value, 0 to 255, of a channel (0 red, 1 green, 2 blue) of a pixel. */
  public int value(int x, int y, int channel) {
    return rgb[(y * width + x) * 3 + channel] & 0xff;
  }
}
