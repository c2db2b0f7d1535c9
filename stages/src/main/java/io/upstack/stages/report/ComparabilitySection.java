package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import io.upstack.proto.Comparability;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows which metrics are comparable with which published ones, and why the others are not. */
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
                    .addAll(alike(verdicts).stream().map(ComparabilitySection::row).toList())));
  }

  /** Groups metrics with equal verdicts, in the order of their first metrics. */
  private static Collection<List<Comparability>> alike(List<Comparability> verdicts) {
    return verdicts.stream()
        .collect(
            Collectors.groupingBy(
                verdict -> verdict.toBuilder().clearMetric().build(),
                LinkedHashMap::new,
                Collectors.toUnmodifiableList()))
        .values();
  }

  private static HtmlElement row(List<Comparability> group) {
    Comparability verdict = group.get(0);
    boolean compares = verdict.getReasonsCount() == 0;
    HtmlElement row =
        element("li")
            .styled(compares ? "compares" : "differs")
            .add(
                element("h3").text(titles(group)),
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

  private static String titles(List<Comparability> group) {
    return group.stream()
        .map(verdict -> title(verdict.getMetric()))
        .collect(Collectors.joining(", "));
  }

  private static String title(String key) {
    return Arrays.stream(ReportedMetric.values())
        .filter(metric -> metric.key().equals(key))
        .findFirst()
        .map(ReportedMetric::title)
        .orElse(key);
  }
}
