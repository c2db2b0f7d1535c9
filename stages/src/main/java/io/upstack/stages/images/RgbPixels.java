package io.upstack.stages.images;

import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.util.OptionalInt;

/**
 * Converts decoded samples to RGB as Pillow's {@code convert("RGB")} does: there is no color
 * management, alpha is dropped without blending, gray is copied to all three channels, and of 16
 * bits only the upper eight are kept.
 */
final class RgbPixels {
  private static final int CHANNELS = 3;

  private RgbPixels() {}

  /**
   * Writes height x width x 3 bytes.
   *
   * @param paletteColours the number of colors in the file, if its pixels are indices into a
   *     palette
   * @param offset the offset in the target
   * @throws IllegalArgumentException if the file has no color for one of its pixels
   */
  static void write(BufferedImage image, OptionalInt paletteColours, byte[] target, int offset) {
    Raster raster = image.getRaster();
    ColorModel colours = image.getColorModel();
    int bands = raster.getNumBands();
    int shift = colours instanceof IndexColorModel ? 0 : colours.getComponentSize(0) - Byte.SIZE;
    if (shift != 0 && shift != Byte.SIZE) {
      throw new IllegalArgumentException(
          "samples of %d bits, expected 8 or 16".formatted(colours.getComponentSize(0)));
    }
    int[] row = new int[raster.getWidth() * bands];
    int place = offset;
    for (int y = 0; y < raster.getHeight(); y++) {
      raster.getPixels(raster.getMinX(), raster.getMinY() + y, raster.getWidth(), 1, row);
      for (int start = 0; start < row.length; start += bands) {
        if (colours instanceof IndexColorModel palette) {
          requireColour(row[start], y, paletteColours);
          target[place] = (byte) palette.getRed(row[start]);
          target[place + 1] = (byte) palette.getGreen(row[start]);
          target[place + 2] = (byte) palette.getBlue(row[start]);
        } else {
          // With fewer than three bands, the first is gray.
          for (int channel = 0; channel < CHANNELS; channel++) {
            int band = bands < CHANNELS ? 0 : channel;
            target[place + channel] = (byte) (row[start + band] >> shift);
          }
        }
        place += CHANNELS;
      }
    }
  }

  /**
   * Requires that the palette has this color. The platform reads a pixel without a color as black,
   * and Pillow's result depends on its version.
   */
  private static void requireColour(int index, int row, OptionalInt colours) {
    if (colours.isPresent() && index >= colours.getAsInt()) {
      throw new IllegalArgumentException(
          "a pixel in row %d is of color %d of its palette, which has %d"
              .formatted(row, index, colours.getAsInt()));
    }
  }
}
