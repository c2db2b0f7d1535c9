package io.upstack.stages.history;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableMap;
import io.upstack.proto.BestResult;
import io.upstack.proto.History;
import io.upstack.proto.HistoryDifference;
import io.upstack.proto.HistoryPoint;
import io.upstack.proto.Metrics;
import io.upstack.proto.SeriesHistory;
import io.upstack.stages.report.FactList;
import io.upstack.stages.report.HtmlElement;
import io.upstack.stages.report.HtmlResource;
import io.upstack.stages.report.Numbers;
import io.upstack.stages.report.ReportedMetric;
import io.upstack.stages.report.Scrolling;
import io.upstack.stages.sidebyside.SamplesSideBySide;
import io.upstack.stages.store.ObjectStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * Writes history.html: a single file in the style of a run's report. It needs no other file, no
 * network and no JavaScript.
 */
final class HistoryPage {
  /** More points than this would make the page large and its charts unreadable. */
  private static final int MOST_POINTS = 400;

  private static final int MOST_COLUMNS = 8;

  private final ObjectStore store;

  private HistoryPage(ObjectStore store) {
    this.store = store;
  }

  /**
   * @param store the store whose root the page will be in, and that has the outputs with pictures
   */
  static String of(History history, ObjectStore store) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
    element("html")
        .attribute("lang", "en")
        .add(head(), new HistoryPage(store).body(history))
        .appendTo(page);
    return page.toString();
  }

  private static HtmlElement head() {
    return element("head")
        .add(
            element("meta").attribute("charset", "utf-8"),
            element("meta")
                .attribute("name", "viewport")
                .attribute("content", "width=device-width, initial-scale=1"),
            element("meta").attribute("name", "color-scheme").attribute("content", "light dark"),
            element("title").text("Upstack history of checkpoints"),
            element("style").add(new HtmlResource("report.css"), new HtmlResource("history.css")));
  }

  private HtmlElement body(History history) {
    HtmlElement main = element("main").add(header(history));
    for (int number = 0; number < history.getSeriesCount(); number++) {
      main = main.add(series(history, number));
    }
    return element("body").add(main, element("script").add(new HtmlResource("report.js")));
  }

  private static HtmlElement header(History history) {
    if (history.getSeriesCount() == 0) {
      return element("header").add(element("h1").text("No checkpoint has a result yet"));
    }
    SeriesHistory series = history.getSeries(0);
    List<HistoryPoint> points = current(series);
    long failed = points.stream().filter(HistoryPoint::hasFailure).count();
    ImmutableMap.Builder<String, String> facts = ImmutableMap.builder();
    facts.put("Measured", Numbers.counted(points.size() - failed, "checkpoint", "checkpoints"));
    facts.put("Failed", Numbers.counted(failed, "checkpoint", "checkpoints"));
    for (BestResult best : series.getBestList()) {
      if (best.getMetric().equals(ReportedMetric.FID.key())) {
        facts.put("Lowest FID", ReportedMetric.FID.rounded(best.getValue()));
        facts.put("Checkpoint with the lowest FID", best.getCheckpoint());
      }
    }
    facts.put(
        "Samples of each", Numbers.count(series.getSettings().getGeneration().getNumSamples()));
    facts.put("Reference", series.getSettings().getEvaluation().getReference());
    facts.put("Feature extractor", series.getSettings().getEvaluation().getExtractor());
    return element("header")
        .add(
            element("p").styled("eyebrow").text("Upstack history of checkpoints"),
            element("h1")
                .text(
                    String.format(
                        ROOT,
                        "%s of the %s network",
                        Numbers.counted(points.size(), "checkpoint", "checkpoints"),
                        HistoryStages.name(series.getSettings().getStage()))),
            FactList.of(facts.buildOrThrow()));
  }

  private static List<HistoryPoint> current(SeriesHistory series) {
    return series.getPointsList().stream().filter(point -> !point.getSuperseded()).toList();
  }

  private HtmlElement series(History history, int number) {
    SeriesHistory series = history.getSeries(number);
    String id = "series-" + series.getSeriesId();
    List<HistoryPoint> all = current(series);
    OptionalLong best = best(series, ReportedMetric.FID);
    List<HistoryPoint> points = thinned(all, best, MOST_POINTS);
    HtmlElement section =
        element("section")
            .attribute("aria-labelledby", id)
            .add(
                element("h2")
                    .attribute("id", id)
                    .text(
                        number == 0 ? "Metrics over training steps" : "Results of other settings"))
            .addAll(number == 0 ? List.of() : List.of(settings(history, series)))
            .add(
                element("p")
                    .styled("note")
                    .text(
                        "Bars are 95% intervals of each value. The ring marks the best checkpoint,"
                            + " and a cross one that could not be evaluated."
                            + (points.size() < all.size()
                                ? String.format(
                                    ROOT,
                                    " %s of %s checkpoints are shown; history.csv has all.",
                                    Numbers.count(points.size()),
                                    Numbers.count(all.size()))
                                : "")),
                charts(series, points));
    section = section.add(heading(id, "table", "Results"), table(id + "-table", points, best));
    List<HistoryPoint> failed = points.stream().filter(HistoryPoint::hasFailure).toList();
    if (!failed.isEmpty()) {
      section = section.add(heading(id, "failures", "Failed checkpoints"), failures(failed));
    }
    List<HistoryPoint> shown =
        thinned(all.stream().filter(HistoryPoint::hasResult).toList(), best, MOST_COLUMNS);
    HtmlElement title = heading(id, "pictures", "The same labels and noise across checkpoints");
    return SamplesSideBySide.of(
            series.getSettings().getGeneration(),
            shown.stream().map(this::run).toList(),
            id + "-pictures")
        .map(section.add(title)::add)
        .orElse(section);
  }

  private SamplesSideBySide.Run run(HistoryPoint point) {
    return new SamplesSideBySide.Run(
        HistoryChart.shortened(point.getStep()),
        "step " + Numbers.count(point.getStep()),
        HistoryLinks.location(store.root(), point.getResult().getOutput()));
  }

  private static HtmlElement heading(String series, String part, String text) {
    return element("h3").attribute("id", series + "-" + part).text(text);
  }

  /** Returns evenly chosen points with the first, the last and the best. */
  static List<HistoryPoint> thinned(List<HistoryPoint> points, OptionalLong best, int most) {
    if (points.size() <= most) {
      return points;
    }
    int evenly = most - 1;
    TreeSet<Integer> chosen = new TreeSet<>();
    for (int i = 0; i < evenly; i++) {
      chosen.add((int) ((long) i * (points.size() - 1) / (evenly - 1)));
    }
    IntStream.range(0, points.size())
        .filter(i -> best.isPresent() && points.get(i).getStep() == best.getAsLong())
        .forEach(chosen::add);
    return chosen.stream().map(points::get).toList();
  }

  private static OptionalLong best(SeriesHistory series, ReportedMetric metric) {
    return series.getBestList().stream()
        .filter(each -> each.getMetric().equals(metric.key()))
        .mapToLong(BestResult::getStep)
        .findFirst();
  }

  /** Lists the settings in which a series differs from the first one. */
  private static HtmlElement settings(History history, SeriesHistory series) {
    Map<String, String> first = SeriesOfResults.settings(history.getSeries(0).getSettings());
    Map<String, String> own = SeriesOfResults.settings(series.getSettings());
    TreeSet<String> fields = new TreeSet<>(first.keySet());
    fields.addAll(own.keySet());
    fields.removeIf(field -> Objects.equals(first.get(field), own.get(field)));
    ImmutableMap.Builder<String, String> facts = ImmutableMap.builder();
    for (String field : fields) {
      facts.put(field, own.getOrDefault(field, "default"));
    }
    return FactList.of(facts.buildOrThrow());
  }

  private static HtmlElement charts(SeriesHistory series, List<HistoryPoint> points) {
    List<HtmlElement> charts = new ArrayList<>();
    for (ReportedMetric metric : ReportedMetric.OF_EVALUATOR) {
      HistoryChart.of(metric, points, best(series, metric))
          .ifPresent(
              chart ->
                  charts.add(
                      element("li")
                          .add(
                              element("h4").text(metric.title()),
                              element("p").styled("key").text(metric.direction()),
                              chart)));
    }
    return element("ul").styled("charts").addAll(charts);
  }

  private static HtmlElement table(String headingId, List<HistoryPoint> points, OptionalLong best) {
    HtmlElement head = element("tr").add(column("Step"));
    for (ReportedMetric metric : ReportedMetric.OF_EVALUATOR) {
      head = head.add(column(metric.title()));
    }
    head =
        head.add(
            column("FID's interval"),
            column("FID less the best"),
            column("FID less the previous"),
            column("Report"));
    List<HtmlElement> rows = new ArrayList<>();
    for (HistoryPoint point : points) {
      if (point.hasResult()) {
        rows.add(row(point, best.isPresent() && best.getAsLong() == point.getStep()));
      }
    }
    return Scrolling.of(
        headingId, element("table").add(element("thead").add(head), element("tbody").addAll(rows)));
  }

  private static HtmlElement column(String title) {
    return element("th").attribute("scope", "col").text(title);
  }

  private static HtmlElement row(HistoryPoint point, boolean isBest) {
    Metrics metrics = point.getResult().getMetrics();
    HtmlElement row = element("tr").styled(isBest ? "best" : "other");
    row = row.add(element("th").attribute("scope", "row").text(Numbers.count(point.getStep())));
    for (ReportedMetric metric : ReportedMetric.OF_EVALUATOR) {
      row = row.add(element("td").text(metric.in(metrics).map(metric::rounded).orElse("–")));
    }
    String interval =
        ReportedMetric.FID.interval(metrics).map(ReportedMetric.FID::rounded).orElse("–");
    return row.add(
        element("td").text(interval),
        element("td").text(isBest ? "best" : difference(point.getToBest())),
        element("td").text(difference(point.getToPrevious())),
        element("td")
            .add(
                element("a")
                    .attribute("href", HistoryLinks.report(point.getResult().getOutput()))
                    .text("report")));
  }

  private static String difference(HistoryDifference difference) {
    return HistoryTables.find(difference, ReportedMetric.FID)
        .map(
            each ->
                ReportedMetric.FID.rounded(each.getValue())
                    + (each.hasInterval()
                        ? " (" + ReportedMetric.FID.rounded(each.getInterval()) + ")"
                        : ""))
        .orElse("–");
  }

  private static HtmlElement failures(List<HistoryPoint> failed) {
    return element("ul")
        .styled("failures")
        .addAll(
            failed.stream()
                .map(
                    point ->
                        element("li")
                            .add(
                                element("strong")
                                    .text(
                                        String.format(
                                            ROOT,
                                            "Step %s, %s",
                                            Numbers.count(point.getStep()),
                                            point.getCheckpoint().getLocation())),
                                element("p").text(point.getFailure().getReason())))
                .toList());
  }
}
