package io.upstack.stages.images;

/** In pixels. */
public record ImageSize(int height, int width) {
  private static final int LARGEST_EDGE = 16_384;

  /** Of one image: 8192 x 8192. What is decoded of it and what it is read into fit in the heap. */
  private static final long MOST_PIXELS = 1L << 26;

  /** Of the images that are in memory together for one pass through a network. */
  private static final long MOST_BYTES_TOGETHER = 1L << 28;

  /** What messages say of a size that can be held. */
  static final String USABLE =
      "1 to %d an edge and at most %d in all".formatted(LARGEST_EDGE, MOST_PIXELS);

  private static final int CHANNELS = 3;

  /** Bytes of an RGB image. */
  public int bytes() {
    return Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
  }

  /**
   * How many images of this size go through a network together: as many as are wanted, but of large
   * ones not more than 256 MB.
   */
  public int together(int wanted) {
    return (int) Math.max(1, Math.min(wanted, MOST_BYTES_TOGETHER / bytes()));
  }

  /** Whether an image of this size can be held. */
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
