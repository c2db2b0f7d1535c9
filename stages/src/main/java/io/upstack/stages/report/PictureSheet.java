package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableMap;
import java.util.Map;

/**
 * The pictures of a part of the page that shows some of them more than once. Each picture is
 * embedded once, in a drawing that takes up no space, and is referenced wherever it is shown.
 *
 * @param pictures the pictures as shown, by their identifiers within the page
 */
record PictureSheet(ImmutableMap<String, RgbImage> pictures) {
  /**
   * @param edge the edge in pixels to which larger images are scaled down
   */
  static PictureSheet of(NeighbourImages images, int edge) {
    ImmutableMap.Builder<String, RgbImage> pictures = ImmutableMap.builder();
    images
        .samples()
        .forEach((index, image) -> pictures.put(sample(index), Thumbnails.fit(image, edge)));
    images
        .references()
        .forEach((index, image) -> pictures.put(reference(index), Thumbnails.fit(image, edge)));
    return new PictureSheet(pictures.buildOrThrow());
  }

  static String sample(long index) {
    return "sample-" + index;
  }

  static String reference(long index) {
    return "reference-" + index;
  }

  HtmlElement definitions() {
    return element("svg")
        .styled("pictures")
        .attribute("width", "0")
        .attribute("height", "0")
        .attribute("aria-hidden", "true")
        .add(element("defs").addAll(pictures.entrySet().stream().map(this::definition).toList()));
  }

  /** Shows the picture, or an empty frame if it is not available. */
  HtmlElement show(String identifier, String description) {
    RgbImage image = pictures.get(identifier);
    if (image == null) {
      return element("span").styled("unseen").text("no picture");
    }
    return element("svg")
        .styled("picture")
        .attribute("viewBox", String.format(ROOT, "0 0 %d %d", image.width(), image.height()))
        .attribute("role", "img")
        .attribute("aria-label", description)
        .add(element("use").attribute("href", "#" + identifier));
  }

  private HtmlElement definition(Map.Entry<String, RgbImage> picture) {
    return element("image")
        .attribute("id", picture.getKey())
        .attribute("width", Integer.toString(picture.getValue().width()))
        .attribute("height", Integer.toString(picture.getValue().height()))
        .attribute("href", PngEncoder.dataUri(picture.getValue()));
  }
}
