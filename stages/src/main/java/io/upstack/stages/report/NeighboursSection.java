package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.SampleNeighbours;
import io.upstack.proto.SampleNeighbours.Neighbour;
import io.upstack.proto.SampleNeighbours.Selection;
import java.util.List;
import java.util.Optional;

/** Shows samples next to their nearest images in the reference (appendix C of the paper). */
final class NeighboursSection {
  private static final String NOTE =
      "Each sample, then the reference images whose features are nearest to its own, with their"
          + " Euclidean distances as numbers and as lines. A sample that was learnt by heart has a"
          + " near twin. A realism score of 1 or more lies within the manifold of the reference.";

  private final List<SampleNeighbours> entries;
  private final NeighbourSelection selection;
  private final NeighbourImages images;
  private final SampleFigure figure;

  private NeighboursSection(List<SampleNeighbours> entries, NeighbourImages images) {
    this.entries = entries;
    this.selection = NeighbourSelection.of(entries);
    this.images = images;
    this.figure = SampleFigure.forStrips(images);
  }

  static Optional<HtmlElement> of(List<SampleNeighbours> entries, NeighbourImages images) {
    NeighboursSection section = new NeighboursSection(entries, images);
    return section.selection.strips().isEmpty() ? Optional.empty() : Optional.of(section.section());
  }

  private HtmlElement section() {
    PictureSheet pictures = PictureSheet.of(images, figure.thumbnailEdge());
    NeighbourStrip strip = new NeighbourStrip(pictures, farthest());
    HtmlElement section =
        element("section")
            .styled(figure.isPixelated() ? "neighbours pixelated" : "neighbours")
            .attribute("aria-labelledby", "neighbours")
            .attribute("style", String.format(ROOT, "--edge: %dpx", figure.shownEdge()))
            .add(
                element("h2").attribute("id", "neighbours").text("Nearest neighbours"),
                element("p")
                    .styled("note")
                    .text(figure.note().map(note -> NOTE + " " + note + ".").orElse(NOTE)),
                pictures.definitions());
    for (Selection group : NeighbourSelection.GROUPS) {
      List<SampleNeighbours> strips = selection.strips(group);
      if (!strips.isEmpty()) {
        section = section.addAll(group(group, strips, strip));
      }
    }
    return section;
  }

  private ImmutableList<HtmlElement> group(
      Selection group, List<SampleNeighbours> strips, NeighbourStrip strip) {
    HtmlElement heading = element("h3").text(title(group));
    long given = entries.stream().filter(entry -> entry.getSelection() == group).count();
    return ImmutableList.of(
        strips.size() < given
            ? heading
                .text(" ")
                .add(
                    element("span")
                        .styled("label")
                        .text(
                            String.format(
                                ROOT,
                                "%d of %s, the others are in report.json",
                                strips.size(),
                                Numbers.count(given))))
            : heading,
        element("ol").styled("strips").addAll(strips.stream().map(strip::of).toList()));
  }

  private static String title(Selection group) {
    return switch (group) {
      case ASKED_FOR -> "Asked for";
      case MOST_REALISTIC -> "Most realistic";
      case LEAST_REALISTIC -> "Least realistic";
      case SELECTION_UNSPECIFIED ->
          throw new IllegalArgumentException("a sample's neighbours without a selection");
    };
  }

  private double farthest() {
    return selection.strips().stream()
        .flatMap(entry -> entry.getNeighboursList().stream())
        .mapToDouble(Neighbour::getDistance)
        .max()
        .orElse(0);
  }
}
