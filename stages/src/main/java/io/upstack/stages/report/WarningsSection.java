package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableList;
import io.upstack.stages.problems.Printable;
import java.util.List;
import java.util.Optional;

/** Shows what a reader must know before comparing the metrics with others. */
final class WarningsSection {
  private WarningsSection() {}

  /** Returns a line above the metrics that leads to the section. */
  static Optional<HtmlElement> line(List<String> warnings) {
    if (warnings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        element("p")
            .styled("warned")
            .add(
                element("span").text("Before you compare: "),
                element("a")
                    .attribute("href", "#warnings")
                    .text(Numbers.counted(warnings.size(), "remark", "remarks")),
                element("span").text(" on these numbers.")));
  }

  static Optional<HtmlElement> of(List<String> warnings) {
    if (warnings.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        element("section")
            .styled("warnings")
            .attribute("aria-labelledby", "warnings")
            .add(
                element("h2").attribute("id", "warnings").text("Before you compare"),
                element("ul")
                    .addAll(
                        warnings.stream()
                            .map(warning -> element("li").text(Printable.line(warning)))
                            .collect(ImmutableList.toImmutableList()))));
  }
}
