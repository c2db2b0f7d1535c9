package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import java.util.List;
import java.util.Optional;

/**
 * How the images of a page are displayed: small ones are enlarged by a whole factor, so that their
 * pixels stay square and even, and large ones become thumbnails.
 *
 * @param largestEdge the largest edge of the images given
 * @param thumbnailEdge the largest edge of the PNG in pixels
 * @param shownEdge the displayed edge in CSS pixels
 */
record SampleFigure(int largestEdge, int thumbnailEdge, int shownEdge) {
  /** The CSS pixels for the images of a class, without gaps, at the full width of the page. */
  private static final int ROOM = 872;

  private static final int LARGEST_PIXELATED = 72;
  private static final int LARGEST_SHOWN = 152;

  static SampleFigure forPage(ReportImages images) {
    return of(images.all().toList(), images.columns());
  }

  /** Returns the figure for samples next to their nearest neighbors. */
  static SampleFigure forStrips(NeighbourImages images) {
    return of(images.all().toList(), 1 + NeighbourSelection.MOST_NEIGHBOURS);
  }

  /**
   * Divides the page's capacity by the number of embedded pictures, not by how often they are
   * shown.
   */
  private static SampleFigure of(List<RgbImage> images, int columns) {
    int largest =
        images.stream()
            .map(RgbImage::original)
            .mapToInt(size -> Math.max(size.width(), size.height()))
            .max()
            .orElse(1);
    int thumbnail = Math.min(largest, Thumbnails.edgeOf(images.size()));
    if (images.isEmpty()) {
      return new SampleFigure(largest, thumbnail, LARGEST_PIXELATED);
    }
    if (largest <= LARGEST_PIXELATED) {
      return new SampleFigure(largest, thumbnail, LARGEST_PIXELATED / largest * largest);
    }
    int room = Math.max(LARGEST_PIXELATED, ROOM / columns);
    return new SampleFigure(largest, thumbnail, Math.min(thumbnail, Math.min(room, LARGEST_SHOWN)));
  }

  boolean isPixelated() {
    return largestEdge <= LARGEST_PIXELATED;
  }

  /**
   * Returns a note if the images are not shown in full size. It is a sentence without its period.
   */
  Optional<String> note() {
    return thumbnailEdge < largestEdge
        ? Optional.of(
            String.format(ROOT, "Scaled down from %d to %d pixels", largestEdge, thumbnailEdge))
        : Optional.empty();
  }

  HtmlElement of(RgbImage image, String description) {
    RgbImage thumbnail = Thumbnails.fit(image, thumbnailEdge);
    return element("img")
        .attribute("src", PngEncoder.dataUri(thumbnail))
        .attribute("width", Integer.toString(thumbnail.width()))
        .attribute("height", Integer.toString(thumbnail.height()))
        .attribute("alt", description);
  }
}
