package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import io.upstack.proto.Comparability;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which numbers stand beside which published ones, and why the others don't. */
final class ComparabilitySection {
  private ComparabilitySection() {}

  static Optional<HtmlElement> of(List<Comparability> verdicts) {
    if (verdicts.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        element("section")
            .attribute("aria-labelledby", "comparability")
            .add(
                element("h2").attribute("id", "comparability").text("Comparability"),
                element("ul")
                    .styled("comparability")
                    .addAll(verdicts.stream().map(ComparabilitySection::row).toList())));
  }

  private static HtmlElement row(Comparability verdict) {
    boolean compares = verdict.getReasonsCount() == 0;
    HtmlElement row =
        element("li")
            .styled(compares ? "compares" : "differs")
            .add(
                element("h3").text(title(verdict.getMetric())),
                element("p")
                    .styled("verdict")
                    .add(
                        element("span")
                            .attribute("aria-hidden", "true")
                            .text(compares ? "✓ " : "✕ "),
                        new HtmlText(compares ? "compares with" : "compares with none")));
    return compares
        ? row.add(element("p").text(verdict.getTable()))
        : row.add(
            element("ul")
                .addAll(
                    verdict.getReasonsList().stream()
                        .map(reason -> element("li").text(reason))
                        .toList()));
  }

  private static String title(String key) {
    return Arrays.stream(ReportedMetric.values())
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .map(ReportedMetric::title)
        .orElse(key);
  }
}
