package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;

/** The samples to look at: a row a class with its reference images beside, or plain grids. */
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
    return element("section")
        .attribute("aria-labelledby", "samples")
        .attribute("style", figure.style())
        .add(
            element("h2").attribute("id", "samples").text("Samples"),
            element("p").styled("note").text(note()))
        .addAll(images.rows().stream().map(this::row).toList());
  }

  private String note() {
    long shown = images.labelledRows();
    String classes =
        shown == 0
            ? "The first samples of the run."
            : "The first samples of %s."
                .formatted(
                    shown < images.classes()
                        ? "%s of %s classes, chosen evenly"
                            .formatted(Numbers.count(shown), Numbers.count(images.classes()))
                        : Numbers.counted(shown, "class", "classes"));
    return figure.note().map(note -> classes + " " + note).orElse(classes);
  }

  private HtmlElement row(ImageRow row) {
    HtmlElement section =
        element("div").styled(row.label().isPresent() ? "row labelled" : "row unlabelled");
    return section
        .addAll(heading(row).stream().toList())
        .addAll(strip(row, "Generated", "sample", row.generated()).stream().toList())
        .addAll(strip(row, "Reference", "reference image", row.reference()).stream().toList());
  }

  private static Optional<HtmlElement> heading(ImageRow row) {
    if (row.label().isEmpty()) {
      return Optional.empty();
    }
    String label = "class " + row.label().getAsInt();
    HtmlElement heading = element("h3").text(row.className().orElse(label));
    return Optional.of(
        row.className().isPresent()
            ? heading.add(element("span").styled("label").text(label))
            : heading);
  }

  private Optional<HtmlElement> strip(
      ImageRow row, String title, String what, List<RgbImage> strip) {
    if (strip.isEmpty()) {
      return Optional.empty();
    }
    ImmutableList.Builder<HtmlElement> figures = ImmutableList.builder();
    for (int i = 0; i < strip.size(); i++) {
      figures.add(figure.of(strip.get(i), "%s %d%s".formatted(what, i + 1, suffix(row))));
    }
    return Optional.of(
        element("div")
            .styled("strip " + (title.equals("Generated") ? "generated" : "reference"))
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
