package io.upstack.stages.report;

import static java.util.Locale.ROOT;

import io.upstack.stages.images.ImageSize;

/**
 * How many images a report shows at most.
 *
 * @param classes rows
 * @param generated samples of a class
 * @param reference reference images of a class
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

  /** More of small images, fewer of large ones, so that a page stays a few megabytes. */
  public static ImageLimits forSize(ImageSize size) {
    return Math.max(size.height(), size.width()) <= SMALL_EDGE
        ? new ImageLimits(20, 8, 4)
        : new ImageLimits(10, 6, 3);
  }

  /** Samples where there are no classes. */
  int plainGenerated() {
    return PLAIN_ROWS * generated;
  }

  /** Reference images where they have no classes. */
  int plainReference() {
    return PLAIN_ROWS * reference;
  }
}
