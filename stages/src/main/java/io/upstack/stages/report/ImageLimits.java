package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import io.upstack.stages.images.ImageSize;

/**
 * The largest number of images that a report shows.
 *
 * @param classes the number of rows
 * @param generated the number of samples per class
 * @param reference the number of reference images per class
 */
public record ImageLimits(int classes, int generated, int reference) {
  private static final int SMALL_EDGE = 64;
  private static final int PLAIN_ROWS = 6;

  public ImageLimits {
    if (classes < 1 || generated < 1 || reference < 0) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "a report of at most %d classes with %d samples and %d reference images each: it"
                  + " takes at least 1 class, 1 sample and 0 reference images",
              classes,
              generated,
              reference));
    }
  }

  /**
   * Returns higher limits for small images and lower ones for large images, so that a page is only
   * a few megabytes.
   */
  public static ImageLimits forSize(ImageSize size) {
    return Math.max(size.height(), size.width()) <= SMALL_EDGE
        ? new ImageLimits(20, 8, 4)
        : new ImageLimits(10, 6, 3);
  }

  /** Returns the number of samples if there are no classes. */
  int plainGenerated() {
    return PLAIN_ROWS * generated;
  }

  /** Returns the number of reference images if they have no classes. */
  int plainReference() {
    return PLAIN_ROWS * reference;
  }
}
