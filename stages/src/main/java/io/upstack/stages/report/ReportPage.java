package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Report;
import java.util.Optional;

/**
 * Writes index.html: a single file that needs no other file, no network and no JavaScript. It is
 * also well-formed XML.
 */
final class ReportPage {
  private ReportPage() {}

  static String of(Report report, ReportImages images) {
    StringBuilder page = new StringBuilder("<!DOCTYPE html>\n");
    element("html")
        .attribute("lang", "en")
        .add(head(report, images), body(report, images))
        .appendTo(page);
    return page.toString();
  }

  private static HtmlElement head(Report report, ReportImages images) {
    return element("head")
        .add(
            element("meta").attribute("charset", "utf-8"),
            element("meta")
                .attribute("name", "viewport")
                .attribute("content", "width=device-width, initial-scale=1"),
            element("meta").attribute("name", "color-scheme").attribute("content", "light dark"),
            element("title").text(HeaderSection.title(report, images)),
            element("style").add(new HtmlResource("report.css")));
  }

  private static HtmlElement body(Report report, ReportImages images) {
    return element("body")
        .add(
            element("main")
                .add(HeaderSection.of(report, images))
                .addAll(present(WarningsSection.line(report.getWarningsList())))
                .add(MetricsSection.of(report))
                .addAll(present(WarningsSection.of(report.getWarningsList())))
                .addAll(present(PublishedNumbers.section(report)))
                .addAll(present(ComparabilitySection.of(report.getComparabilityList())))
                .addAll(present(SampleGrid.of(images)))
                .addAll(
                    present(
                        NeighboursSection.of(
                            report.getSampleNeighboursList(), images.neighbours())))
                .add(TableRows.section(report))
                .addAll(present(TimingsSection.of(report.getTimingsList())))
                .addAll(present(ConfigurationSection.of(report.getConfiguration())))
                .add(ProvenanceSection.of(report)),
            element("script").add(new HtmlResource("report.js")));
  }

  private static ImmutableList<HtmlElement> present(Optional<HtmlElement> section) {
    return section.map(ImmutableList::of).orElse(ImmutableList.of());
  }
}
