package io.upstack.stages.images;

/** In pixels. */
public record ImageSize(int height, int width) {
  /** With more, the samples of one image would not fit in a buffer. */
  static final int LARGEST_EDGE = 16_384;

  private static final int CHANNELS = 3;

  /** Bytes of an RGB image. */
  public int bytes() {
    return Math.multiplyExact(Math.multiplyExact(height, width), CHANNELS);
  }

  /** Whether an image of this size can be held. */
  static boolean isUsable(long height, long width) {
    return height >= 1 && width >= 1 && height <= LARGEST_EDGE && width <= LARGEST_EDGE;
  }

  @Override
  public String toString() {
    return height + "x" + width;
  }
}
