package io.upstack.stages.comparison;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import io.upstack.proto.Generation;
import io.upstack.stages.comparison.Comparison.Compared;
import io.upstack.stages.report.HtmlElement;
import io.upstack.stages.report.HtmlResource;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.report.Scrolling;
import io.upstack.stages.sidebyside.SamplesSideBySide;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a comparison as a page, which is a single file in the style of a run's report, and as
 * tables for programs and papers.
 */
public final class ComparisonPage {
  private static final String PAGE = "compare.html";
  private static final String CSV = "compare.csv";
  private static final String LATEX = "compare.tex";
  private static final String TITLE = "Upstack comparison";

  private ComparisonPage() {}

  /** Writes {@code compare.csv}, {@code compare.tex} and, last, {@code compare.html}. */
  public static void write(ObjectStore store, Comparison comparison) throws IOException {
    StoreFormat.writeUtf8(store, CSV, ComparisonTables.csv(comparison));
    StoreFormat.writeUtf8(store, LATEX, ComparisonTables.latex(comparison));
    StoreFormat.writeUtf8(store, PAGE, of(comparison));
  }

  static String of(Comparison comparison) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
    element("html").attribute("lang", "en").add(head(comparison), body(comparison)).appendTo(page);
    return page.toString();
  }

  private static HtmlElement head(Comparison comparison) {
    return element("head")
        .add(
            element("meta").attribute("charset", "utf-8"),
            element("meta")
                .attribute("name", "viewport")
                .attribute("content", "width=device-width, initial-scale=1"),
            element("meta").attribute("name", "color-scheme").attribute("content", "light dark"),
            element("title").text(headline(comparison) + " – " + TITLE),
            element("style").add(new HtmlResource("report.css"), new HtmlResource("history.css")));
  }

  private static String headline(Comparison comparison) {
    List<String> names = comparison.runs().stream().map(Compared::name).toList();
    return names.size() > 4
        ? Numbers.counted(names.size(), "run", "runs") + " compared with " + names.get(0)
        : names.get(0) + " and " + String.join(", ", names.subList(1, names.size()));
  }

  private static HtmlElement body(Comparison comparison) {
    HtmlElement main =
        element("main")
            .add(
                element("header")
                    .add(
                        element("p").styled("eyebrow").text(TITLE),
                        element("h1").text(headline(comparison))),
                section("metrics", "Metrics")
                    .add(
                        note(
                            ComparisonTables.explanation(comparison)
                                + " The Inception Score is compared by its ratio. Below each value"
                                + " is its 95% interval."))
                    .addAll(comparison.notes().stream().map(ComparisonPage::note).toList())
                    .add(Scrolling.of("metrics", values(comparison))),
                section("runs", "Runs").add(Scrolling.of("runs", runs(comparison))));
    Optional<HtmlElement> pictures = pictures(comparison);
    if (pictures.isPresent()) {
      main =
          main.add(
              section("pictures", "The same samples of each run")
                  .add(
                      note(
                          "A row has the samples of one number. Runs of the same seed and labels"
                              + " have the same class and the same noise there."),
                      pictures.get()));
    }
    return element("body").add(main, element("script").add(new HtmlResource("report.js")));
  }

  private static HtmlElement section(String id, String title) {
    return element("section")
        .attribute("aria-labelledby", id)
        .add(element("h2").attribute("id", id).text(title));
  }

  private static HtmlElement note(String text) {
    return element("p").styled("note").text(text);
  }

  private static HtmlElement values(Comparison comparison) {
    HtmlElement head = element("tr").add(column("Metric"));
    for (Compared run : comparison.runs()) {
      head = head.add(column(run.name()));
    }
    List<HtmlElement> rows = new ArrayList<>();
    for (ReportedMetric metric : comparison.metrics()) {
      HtmlElement row =
          element("tr")
              .add(
                  element("th")
                      .attribute("scope", "row")
                      .text(metric.title() + " " + metric.arrow()));
      for (int run = 0; run < comparison.runs().size(); run++) {
        row = row.add(cell(comparison, run, metric));
      }
      rows.add(row);
    }
    return table(head, rows);
  }

  private static HtmlElement cell(Comparison comparison, int run, ReportedMetric metric) {
    Compared compared = comparison.runs().get(run);
    List<HtmlElement> parts = new ArrayList<>();
    parts.add(
        element("div")
            .add(element("strong").text(compared.value(metric).map(metric::rounded).orElse("–"))));
    compared
        .interval(metric)
        .ifPresent(
            interval -> parts.add(element("div").styled("key").text(metric.rounded(interval))));
    comparison
        .difference(run, metric)
        .ifPresent(
            difference ->
                parts.add(
                    element("div").styled("key").text(ComparisonTables.said(metric, difference))));
    return element("td").addAll(parts);
  }

  private static HtmlElement runs(Comparison comparison) {
    HtmlElement head =
        element("tr")
            .add(column("Run"), column("Location"), column("Samples"), column("Base model"));
    List<HtmlElement> rows =
        comparison.runs().stream()
            .map(
                run ->
                    element("tr")
                        .add(
                            element("th").attribute("scope", "row").text(run.name()),
                            element("td").text(run.location()),
                            element("td").text(Numbers.count(run.report().getNumSamples())),
                            element("td").text(model(run))))
            .toList();
    return table(head, rows);
  }

  private static String model(Compared run) {
    return run.report().getConfiguration().hasGeneration()
        ? run.report().getConfiguration().getGeneration().getBase().getModelPath()
        : "–";
  }

  private static Optional<HtmlElement> pictures(Comparison comparison) {
    // The run with the fewest samples says which numbers all of them have.
    Optional<Generation> fewest =
        generations(comparison).min(Comparator.comparingLong(Generation::getNumSamples));
    return fewest.flatMap(
        generation ->
            SamplesSideBySide.of(
                generation,
                comparison.runs().stream()
                    .filter(run -> run.report().getConfiguration().hasGeneration())
                    .map(
                        run ->
                            new SamplesSideBySide.Run(
                                run.name(),
                                String.format(ROOT, "run %s", run.name()),
                                run.location()))
                    .toList(),
                "pictures"));
  }

  private static Stream<Generation> generations(Comparison comparison) {
    return comparison.runs().stream()
        .map(run -> run.report().getConfiguration())
        .filter(configuration -> configuration.hasGeneration())
        .map(configuration -> configuration.getGeneration());
  }

  private static HtmlElement column(String title) {
    return element("th").attribute("scope", "col").text(title);
  }

  private static HtmlElement table(HtmlElement head, List<HtmlElement> rows) {
    return element("table").add(element("thead").add(head), element("tbody").addAll(rows));
  }
}
