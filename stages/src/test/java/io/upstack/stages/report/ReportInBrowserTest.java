package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.upstack.proto.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Looks at a report as a reader does, on a telephone and on a desk. */
@Tag("slow")
class ReportInBrowserTest {
  /**
   * A script in a copy of the report. It reports to the surrounding page what a reader would see.
   */
  private static final String PROBE =
      """
      <script>
      const embedded = Array.from(document.querySelectorAll("defs image")).map(image => {
        const alone = document.body.appendChild(new Image());
        alone.hidden = true;
        alone.src = image.getAttribute("href");
        return alone;
      });
      addEventListener("load", () => {
        const images = [...document.querySelectorAll(".images img"), ...embedded];
        const pictures = Array.from(document.querySelectorAll(".images img, .picture"));
        const sizes = pictures.map(picture => picture.getBoundingClientRect());
        const root = document.documentElement;
        const seen = "decoded " + images.filter(image => image.naturalWidth > 0).length + " of " + images.length
            + ", shown " + sizes.filter(size => size.width > 40 && size.height > 40).length
            + " of " + pictures.length + ", too wide by " + (root.scrollWidth - root.clientWidth);
        pictures[1].dispatchEvent(new MouseEvent("click", {bubbles: true}));
        const enlarged = document.querySelector("dialog[open] p");
        parent.postMessage(
            innerWidth + " px: " + seen + ", enlarged " + (enlarged && enlarged.textContent), "*");
      });
      </script>
      </body>""";

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
  private HeadlessBrowser browser;

  @BeforeEach
  void findBrowser() {
    Optional<HeadlessBrowser> found = HeadlessBrowser.in(directory);
    assumeTrue(found.isPresent(), "no Chromium on the PATH to look at the report with");
    browser = found.get();
  }

  @Test
  void smallImagesDecodeAndFitAnyScreen() throws Exception {
    HeadlessBrowser.Visit visit =
        visit(ReportExamples.twoStages(), ReportExamples.images(10, 8, 4, 32));

    assertThat(visit.consoleMessages()).isEmpty();
    assertThat(results(visit))
        .containsExactlyInAnyOrder(
            "400 px: decoded 120 of 120, shown 120 of 120, too wide by 0, enlarged Generated 2, kind 0",
            "1280 px: decoded 120 of 120, shown 120 of 120, too wide by 0, enlarged Generated 2, kind 0");
  }

  @Test
  void longNamesAndLargeImagesFitAnyScreen() throws Exception {
    Report.Builder report = ReportExamples.twoStages().toBuilder();
    report.getReferenceBuilder().setPath("gs://bucket/" + "long".repeat(60) + ".npz");
    report.getConfigurationBuilder().getEvaluationBuilder().setReference("x".repeat(300));

    HeadlessBrowser.Visit visit = visit(report.build(), ReportExamples.images(3, 6, 3, 256));

    assertThat(visit.consoleMessages()).isEmpty();
    assertThat(results(visit))
        .containsExactlyInAnyOrder(
            "400 px: decoded 27 of 27, shown 27 of 27, too wide by 0, enlarged Generated 2, kind 0",
            "1280 px: decoded 27 of 27, shown 27 of 27, too wide by 0, enlarged Generated 2, kind 0");
  }

  @Test
  void intervalsAndNeighboursFitAnyScreen() throws Exception {
    Report.Builder report = FullReportExample.report().toBuilder();
    report.addWarnings(LeftOut.metric("kid", "x".repeat(300)));
    report.getMetricsBuilder().clearKid();
    ReportImages images = FullReportExample.images(256);
    int embedded = images.neighbours().samples().size() + images.neighbours().references().size();

    HeadlessBrowser.Visit visit = visit(report.build(), images);

    assertThat(visit.consoleMessages()).isEmpty();
    String seen =
        " px: decoded %d of %d, shown 54 of 54, too wide by 0, enlarged Reference 0 at distance 6.10"
            .formatted(embedded, embedded);
    assertThat(results(visit)).containsExactlyInAnyOrder("400" + seen, "1280" + seen);
  }

  private HeadlessBrowser.Visit visit(Report report, ReportImages images)
      throws IOException, InterruptedException {
    InMemoryObjectStore store = new InMemoryObjectStore();
    ReportWriter.write(store, report, images);
    String page = store.text("report/index.html").replace("</body>", PROBE);
    Files.writeString(directory.resolve("probed.html"), page);
    Path frames = Files.writeString(directory.resolve("frames.html"), FRAMES);
    return browser.open(frames);
  }

  private static List<String> results(HeadlessBrowser.Visit visit) {
    return Pattern.compile("<samp>(.*?)</samp>")
        .matcher(visit.document())
        .results()
        .map((MatchResult result) -> result.group(1))
        .toList();
  }
}
