package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** Shows the samples: one row per class with its reference images next to them, or plain grids. */
final class SampleGrid {
  private final ReportImages images;
  private final SampleFigure figure;

  private SampleGrid(ReportImages images) {
    this.images = images;
    this.figure = SampleFigure.forPage(images);
  }

  static Optional<HtmlElement> of(ReportImages images) {
    return images.all().findAny().isEmpty()
        ? Optional.empty()
        : Optional.of(new SampleGrid(images).section());
  }

  private HtmlElement section() {
    int columns = images.rows().stream().mapToInt(row -> row.generated().size()).max().orElse(1);
    return element("section")
        .styled(figure.isPixelated() ? "samples pixelated" : "samples")
        .attribute("aria-labelledby", "samples")
        .attribute(
            "style",
            String.format(ROOT, "--edge: %dpx; --columns: %d", figure.shownEdge(), columns))
        .add(
            element("h2").attribute("id", "samples").text("Samples"),
            element("p").styled("note").text(note()))
        .addAll(images.rows().stream().map(this::row).toList());
  }

  private String note() {
    String which = String.format(ROOT, "The first samples of %s.", whose());
    return figure
        .note()
        .map(note -> which + " " + note + "; the samples themselves are in samples/.")
        .orElse(which);
  }

  private String whose() {
    long shown = images.labelledRows();
    if (shown == 0) {
      return "the run";
    }
    return shown < images.classes()
        ? String.format(
            ROOT,
            "%s of the %s classes, chosen evenly",
            Numbers.count(shown),
            Numbers.count(images.classes()))
        : "each class";
  }

  private HtmlElement row(ImageRow row) {
    ImmutableList.Builder<HtmlElement> parts = ImmutableList.builder();
    heading(row).ifPresent(parts::add);
    strip(row, "Generated", row.generated()).ifPresent(parts::add);
    strip(row, "Reference", row.reference()).ifPresent(parts::add);
    return element("div")
        .styled(row.label().isPresent() ? "row labelled" : "row")
        .addAll(parts.build());
  }

  private static Optional<HtmlElement> heading(ImageRow row) {
    if (row.label().isEmpty()) {
      return Optional.empty();
    }
    String label = "class " + row.label().getAsInt();
    HtmlElement heading = element("h3").text(row.className().orElse(label));
    return Optional.of(
        row.className().isPresent()
            ? heading.text(" ").add(element("span").styled("label").text(label))
            : heading);
  }

  private Optional<HtmlElement> strip(ImageRow row, String title, List<RgbImage> strip) {
    if (strip.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList.Builder<HtmlElement> figures = ImmutableList.builder();
    for (int i = 0; i < strip.size(); i++) {
      figures.add(
          figure.of(strip.get(i), String.format(ROOT, "%s %d%s", title, i + 1, suffix(row))));
    }
    return Optional.of(
        element("div")
            .add(
                element("h4").text(title),
                element("div").styled("images").addAll(figures.build())));
  }

  private static String suffix(ImageRow row) {
    return row.className()
        .map(name -> ", " + name)
        .orElseGet(() -> row.label().isPresent() ? ", class " + row.label().getAsInt() : "");
  }
}
