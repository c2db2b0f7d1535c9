package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import java.util.Base64;
import java.util.Optional;

/**
 * How the images of a page are shown: small ones enlarged a whole number of times, so that their
 * pixels stay square and even; large ones as thumbnails.
 *
 * @param largestEdge of the images given
 * @param thumbnailEdge in pixels of the PNG, at most
 * @param shownEdge in CSS pixels
 */
record SampleFigure(int largestEdge, int thumbnailEdge, int shownEdge) {
  /** What twelve images in a row leave each, in CSS pixels, at the full width of the page. */
  private static final int ROOM = 76;

  static SampleFigure forPage(ReportImages images) {
    int largest =
        images.all().mapToInt(image -> Math.max(image.width(), image.height())).max().orElse(1);
    int thumbnail = Math.min(largest, Thumbnails.edgeOf(images.all().count()));
    int columns =
        images.rows().stream()
            .filter(row -> row.label().isPresent())
            .mapToInt(row -> row.generated().size() + row.reference().size())
            .max()
            .orElse(12);
    int room = Math.max(ROOM, 12 * ROOM / Math.max(1, columns));
    int shown =
        largest <= ROOM ? ROOM / largest * largest : Math.min(thumbnail, Math.min(room, 2 * ROOM));
    return new SampleFigure(largest, thumbnail, shown);
  }

  String style() {
    return "--edge: " + shownEdge + "px";
  }

  Optional<String> note() {
    return thumbnailEdge < largestEdge
        ? Optional.of(
            "Shown at up to %d of %d pixels; the samples themselves are in samples/."
                .formatted(thumbnailEdge, largestEdge))
        : Optional.empty();
  }

  HtmlElement of(RgbImage image, String description) {
    RgbImage thumbnail = Thumbnails.fit(image, thumbnailEdge);
    return element("img")
        .attribute("src", "data:image/png;base64," + base64(thumbnail))
        .attribute("width", Integer.toString(thumbnail.width()))
        .attribute("height", Integer.toString(thumbnail.height()))
        .attribute("alt", description);
  }

  private static String base64(RgbImage image) {
    return Base64.getEncoder().encodeToString(PngEncoder.encode(image));
  }
}
