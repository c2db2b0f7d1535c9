package io.upstack.stages.images;

/** The size of an image in pixels. */
public record ImageSize(int height, int width) {
  private static final int LARGEST_EDGE = 16_384;

  /**
   * The largest number of pixels of one image, 8192 x 8192. Its decoded form and the array that it
   * is read into fit in the heap.
   */
  private static final long MOST_PIXELS = 1L << 26;

  /** The largest size of the images that are in memory together for one pass through a network. */
  private static final long MOST_BYTES_TOGETHER = 1L << 28;

  /** The usable sizes, for messages. */
  static final String USABLE =
      "1 to %d an edge and at most %d in all".formatted(LARGEST_EDGE, MOST_PIXELS);

  private static final int CHANNELS = 3;

  /** Returns the number of bytes of an RGB image. */
  public int bytes() {
    return Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
  }

  /**
   * Returns how many images of this size go through a network together, which is as many as wanted,
   * but for large images not more than 256 MB.
   */
  public int together(int wanted) {
    return (int) Math.max(1, Math.min(wanted, MOST_BYTES_TOGETHER / bytes()));
  }

  /** Returns whether an image of this size fits in memory. */
  static boolean isUsable(long height, long width) {
    return height >= 1
        && width >= 1
        && height <= LARGEST_EDGE
        && width <= LARGEST_EDGE
        && height * width <= MOST_PIXELS;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
