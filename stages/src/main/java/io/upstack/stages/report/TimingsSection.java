package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.StageTiming;
import java.util.List;
import java.util.Optional;

/** Shows how much time each stage took. */
final class TimingsSection {
  private static final ImmutableList<String> COLUMNS =
      ImmutableList.of("Samples", "Images/s", "Model", "Wall", "In the model", "ms a step");

  private TimingsSection() {}

  static Optional<HtmlElement> of(List<StageTiming> timings) {
    if (timings.isEmpty()) {
      return Optional.empty();
    }
    double wall = timings.stream().mapToDouble(StageTiming::getWallSeconds).sum();
    return Optional.of(
        element("section")
            .attribute("aria-labelledby", "timings")
            .add(
                element("h2").attribute("id", "timings").text("Timings"),
                element("p")
                    .styled("note")
                    .text(
                        "Seconds of all workers together; images a second of one slot. The strong"
                            + " part of a bar is time inside the networks. Of a network step the"
                            + " median, and what 95% of the steps keep within."),
                Scrolling.of("timings", table(timings, wall))));
  }

  private static HtmlElement table(List<StageTiming> timings, double wall) {
    return element("table")
        .add(
            element("thead").add(headings()),
            element("tbody").addAll(timings.stream().map(timing -> row(timing, wall)).toList()),
            element("tfoot").add(total(timings, wall)));
  }

  private static HtmlElement headings() {
    return element("tr")
        .add(heading("Stage", "col"))
        .addAll(
            COLUMNS.stream()
                .map(column -> heading(column, "col").attribute("class", "number"))
                .toList())
        .add(heading("Share of the run", "col"));
  }

  private static HtmlElement row(StageTiming timing, double totalWall) {
    double wall = timing.getWallSeconds();
    double model = timing.getModelSeconds();
    return element("tr")
        .add(
            heading(timing.getStage(), "row"),
            number(Numbers.count(timing.getSamples())),
            number(rate(timing)),
            number(Numbers.duration(model)),
            number(Numbers.duration(wall)),
            number(Numbers.percent(share(model, wall))),
            number(step(timing)),
            element("td")
                .styled("share")
                .add(bar(share(model, totalWall), share(wall, totalWall))));
  }

  private static HtmlElement total(List<StageTiming> timings, double wall) {
    double model = timings.stream().mapToDouble(StageTiming::getModelSeconds).sum();
    return element("tr")
        .add(
            heading("together", "row"),
            number(""),
            number(""),
            number(Numbers.duration(model)),
            number(Numbers.duration(wall)),
            number(Numbers.percent(share(model, wall))),
            number(""),
            element("td"));
  }

  private static HtmlElement bar(double model, double wall) {
    return element("div")
        .styled("bar")
        .add(
            element("span")
                .styled("track")
                .attribute("aria-hidden", "true")
                .add(part("wall", wall), part("model", model)),
            element("span").styled("percent").text(Numbers.percent(wall)));
  }

  private static HtmlElement part(String name, double share) {
    return element("span")
        .styled(name)
        .attribute("style", String.format(ROOT, "width: %.2f%%", 100 * share));
  }

  private static HtmlElement heading(String text, String scope) {
    return element("th").attribute("scope", scope).text(text);
  }

  private static HtmlElement number(String text) {
    return element("td").styled("number").text(text);
  }

  private static String rate(StageTiming timing) {
    return timing.hasImagesPerSecond() ? Numbers.decimal(timing.getImagesPerSecond(), 2) : "";
  }

  private static String step(StageTiming timing) {
    return timing.hasMedianStepSeconds()
        ? String.format(
            ROOT,
            "%s, %s",
            milliseconds(timing.getMedianStepSeconds()),
            milliseconds(timing.getStepSecondsOf95Percent()))
        : "";
  }

  /** Formats milliseconds with the precision of microseconds: 520, 4.2, 0.38. */
  private static String milliseconds(double seconds) {
    return Numbers.plain(Math.round(1e6 * seconds) / 1000.0);
  }

  private static double share(double part, double whole) {
    return whole > 0 ? part / whole : 0;
  }
}
