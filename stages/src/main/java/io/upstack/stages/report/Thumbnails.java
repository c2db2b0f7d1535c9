package io.upstack.stages.report;

/** Makes images small enough that a page of them is only a few megabytes. */
final class Thumbnails {
  private static final int LARGEST_EDGE = 256;
  private static final int SMALLEST_EDGE = 32;

  /** A photograph takes about two bytes per pixel as PNG, and a third more as base64. */
  private static final double PIXELS_OF_A_PAGE = 2e6;

  private Thumbnails() {}

  /** Returns the longest edge, in pixels, that a page with this number of images has room for. */
  static int edgeOf(long images) {
    double edge = Math.sqrt(PIXELS_OF_A_PAGE / Math.max(1, images));
    return (int) Math.max(SMALLEST_EDGE, Math.min(LARGEST_EDGE, edge));
  }

  /** Returns the image itself if it fits, or else its area averages on a smaller grid. */
  static RgbImage fit(RgbImage image, int longestEdge) {
    int longest = Math.max(image.width(), image.height());
    if (longest <= longestEdge) {
      return image;
    }
    int width = scaled(image.width(), longestEdge, longest);
    int height = scaled(image.height(), longestEdge, longest);
    byte[] rgb = new byte[width * height * 3];
    int next = 0;
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        for (int channel = 0; channel < 3; channel++) {
          rgb[next++] = (byte) average(image, x, y, channel, width, height);
        }
      }
    }
    return image.scaledTo(width, height, rgb);
  }

  private static int scaled(int side, int longestEdge, int longest) {
    return Math.max(1, Math.round(side * (float) longestEdge / longest));
  }

  private static long average(RgbImage image, int x, int y, int channel, int width, int height) {
    double left = (double) x * image.width() / width;
    double right = (double) (x + 1) * image.width() / width;
    double top = (double) y * image.height() / height;
    double bottom = (double) (y + 1) * image.height() / height;
    double sum = 0;
    for (int row = (int) top; row < Math.min(image.height(), Math.ceil(bottom)); row++) {
      double rowWeight = Math.min(bottom, row + 1) - Math.max(top, row);
      for (int column = (int) left; column < Math.min(image.width(), Math.ceil(right)); column++) {
        double columnWeight = Math.min(right, column + 1) - Math.max(left, column);
        sum += rowWeight * columnWeight * image.value(column, row, channel);
      }
    }
    return Math.round(sum / ((right - left) * (bottom - top)));
  }
}
