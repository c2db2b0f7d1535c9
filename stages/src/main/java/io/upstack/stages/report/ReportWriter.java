package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.Report;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Writes a report as three objects: {@code report/index.html} to look at, {@code
 * report/metrics.csv} to load, and {@code report/report.json} with all of it, as the message {@link
 * Report}. The JSON is written last, so that if it exists, the others do too.
 */
public final class ReportWriter {
  private static final String PAGE = "report/index.html";
  private static final String CSV = "report/metrics.csv";

  private ReportWriter() {}

  /**
   * Completes a report and writes it in place of any that the store has.
   *
   * @return the report as written: metrics that are NaN or infinite are absent, and {@link
   *     ReportWarnings} follow the warnings that the report already had; {@link ComparabilityRules}
   *     decide what is comparable with published tables, unless the report already says so
   */
  public static Report write(ObjectStore store, Report report, ReportImages images)
      throws IOException {
    Report complete =
        withPublished(withVerdicts(withWarnings(FiniteMetrics.of(report)), images), images);
    replace(store, PAGE, ReportPage.of(complete, images));
    replace(store, CSV, MetricsCsv.of(complete));
    replace(store, ReportJson.NAME, ReportJson.of(complete));
    return complete;
  }

  /** Returns whether a store has all objects of a report. */
  public static boolean isComplete(ObjectStore store) throws IOException {
    for (String name : List.of(PAGE, CSV, ReportJson.NAME)) {
      if (store.find(name).isEmpty()) {
        return false;
      }
    }
    return true;
  }

  private static Report withWarnings(Report report) {
    ImmutableList<String> missing =
        ReportWarnings.of(report).stream()
            .filter(warning -> !report.getWarningsList().contains(warning))
            .collect(ImmutableList.toImmutableList());
    return report.toBuilder().addAllWarnings(missing).build();
  }

  private static Report withPublished(Report report, ReportImages images) {
    return report.toBuilder()
        .clearPublished()
        .addAllPublished(PublishedNumbers.of(report, SampleSize.edge(report, images)))
        .build();
  }

  private static Report withVerdicts(Report report, ReportImages images) {
    return report.getComparabilityCount() > 0
        ? report
        : report.toBuilder()
            .addAllComparability(ComparabilityRules.of(report, SampleSize.edge(report, images)))
            .build();
  }

  private static void replace(ObjectStore store, String name, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    store.replace(name, output -> output.write(bytes));
  }
}
