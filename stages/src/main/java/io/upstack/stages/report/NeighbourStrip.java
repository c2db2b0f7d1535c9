package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;

/**
 * Shows a sample and its realism score, followed by its nearest reference images. The line under
 * each of these is proportional to its distance.
 *
 * @param farthest the distance whose line is as wide as a picture
 */
record NeighbourStrip(PictureSheet pictures, double farthest) {
  private static final int DECIMALS = 2;

  HtmlElement of(SampleNeighbours strip) {
    return element("li")
        .styled("strip")
        .add(
            sample(strip),
            element("ol")
                .styled("nearest")
                .addAll(strip.getNeighboursList().stream().map(this::neighbour).toList()));
  }

  private HtmlElement sample(SampleNeighbours strip) {
    String name = "Sample " + Numbers.count(strip.getSample());
    HtmlElement caption = element("figcaption").add(element("strong").text(name));
    return element("figure")
        .styled("sample")
        .add(
            pictures.show(PictureSheet.sample(strip.getSample()), name),
            strip.hasRealism() ? caption.add(realism(strip.getRealism())) : caption);
  }

  private static HtmlElement realism(double realism) {
    return element("span")
        .styled("realism")
        .text("realism ")
        .add(
            element("data")
                .attribute("value", Double.toString(realism))
                .attribute("title", Double.toString(realism))
                .text(Numbers.decimal(realism, DECIMALS)));
  }

  private HtmlElement neighbour(Neighbour neighbour) {
    String name = "Reference " + Numbers.count(neighbour.getImage());
    String distance = Numbers.decimal(neighbour.getDistance(), DECIMALS);
    return element("li")
        .add(
            pictures.show(
                PictureSheet.reference(neighbour.getImage()), name + " at distance " + distance),
            element("span")
                .styled("far")
                .attribute("aria-hidden", "true")
                .attribute("style", "width: " + width(neighbour.getDistance())),
            element("data")
                .attribute("value", Double.toString(neighbour.getDistance()))
                .attribute("title", String.format(ROOT, "%s, %s", name, neighbour.getDistance()))
                .text(distance));
  }

  private String width(double distance) {
    double share = farthest > 0 ? Math.min(1, distance / farthest) : 0;
    return String.format(ROOT, "%.1f%%", 100 * share);
  }
}
