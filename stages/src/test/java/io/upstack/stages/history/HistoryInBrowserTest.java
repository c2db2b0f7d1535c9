package io.upstack.stages.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.upstack.proto.HistorySeries;
import io.upstack.proto.HistoryStage;
import io.upstack.proto.RunConfiguration;
import io.upstack.stages.report.HeadlessBrowser;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import io.upstack.stages.store.StoreFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at the page of a history as a reader does, on a telephone and on a desk. */
@Tag("slow")
class HistoryInBrowserTest {
  private static final String PROBE =
      """
      <script>
      addEventListener("load", () => {
        const root = document.documentElement;
        const charts = Array.from(document.querySelectorAll(".chart"));
        const sizes = charts.map(chart => chart.getBoundingClientRect());
        parent.postMessage(innerWidth + " px: charts shown "
            + sizes.filter(size => size.width > 250 && size.height > 140).length
            + " of " + charts.length + ", best " + document.querySelectorAll(".chart .best").length
            + ", failed " + document.querySelectorAll(".failures li").length
            + ", links " + document.querySelectorAll("td a").length
            + ", too wide by " + (root.scrollWidth - root.clientWidth), "*");
      });
      </script>
      </body>\
      """;

  private static final String FRAMES =
      """
      <!DOCTYPE html>
      <script>
      addEventListener("message", event => {
        const result = document.createElement("samp");
        result.textContent = event.data;
        document.body.append(result);
      });
      </script>
      <body>
      <iframe src="probed.html" style="width: 400px; height: 900px; border: 0"></iframe>
      <iframe src="probed.html" style="width: 1280px; height: 900px; border: 0"></iframe>
      </body>
      """;

  @TempDir private Path directory;

  @Test
  void aHistoryOfTwoSeriesFitsAnyScreen() throws Exception {
    Optional<HeadlessBrowser> browser = HeadlessBrowser.in(directory);
    assumeTrue(browser.isPresent(), "no Chromium on the PATH to look at the page with");
    String page = write(directory.resolve("history"));
    Files.writeString(directory.resolve("probed.html"), page.replace("</body>", PROBE));

    HeadlessBrowser.Visit visit =
        browser.get().open(Files.writeString(directory.resolve("frames.html"), FRAMES));

    assertThat(visit.consoleMessages()).isEmpty();
    List<String> seen =
        Pattern.compile("<samp>(.*?)</samp>")
            .matcher(visit.document())
            .results()
            .map((MatchResult result) -> result.group(1))
            .toList();
    String expected = " px: charts shown 10 of 10, best 10, failed 2, links 14, too wide by 0";
    assertThat(seen).containsExactlyInAnyOrder("400" + expected, "1280" + expected);
  }

  private static String write(Path folder) throws IOException {
    HistorySeries series = HistoryExamples.series();
    RunConfiguration.Builder other = HistoryExamples.configuration().toBuilder();
    other.getGenerationBuilder().setSeed(8);
    HistorySeries second =
        SeriesOfResults.of(
            HistoryStage.HISTORY_BASE, other.build(), HistoryExamples.fingerprints(), "fp32");
    try (ObjectStore store = ObjectStores.open(folder.toString())) {
      HistoryRecords records = new HistoryRecords(store);
      for (int i = 1; i <= 12; i++) {
        double fid = 4 + Math.pow(i - 8, 2) / 6;
        records.write(
            HistoryExamples.measured(series, 50_000L * i, fid),
            Optional.of(HistoryExamples.terms(fid, i)));
      }
      records.write(
          HistoryExamples.failed(series, 425_000, "x".repeat(300) + "\n<b>no zip</b>"),
          Optional.empty());
      records.write(HistoryExamples.failed(series, 625_000, "truncated"), Optional.empty());
      records.write(HistoryExamples.measured(second, 50_000, 9), Optional.empty());
      records.write(HistoryExamples.measured(second, 100_000, 7), Optional.empty());
      HistoryFiles.rebuild(store);
      return StoreFormat.readUtf8(store, "history.html");
    }
  }
}
