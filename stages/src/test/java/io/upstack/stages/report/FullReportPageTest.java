package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Report;
import io.upstack.proto.SampleNeighbours.Selection;
import java.io.StringReader;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** Intervals, comparability and nearest neighbours on the page. */
class FullReportPageTest {
  @Test
  void everyMetricStandsWithItsInterval() throws Exception {
    Document page = page(FullReportExample.report(), ReportImages.none());

    assertThat(styled(page, "p", "interval"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "95%: 3.901 to 3.984",
            "95%: 6.091 to 6.190",
            "95%: 213.62 to 218.05",
            "95%: 0.8232 to 0.8298",
            "95%: 0.519 to 0.543",
            "95%: -0.00002 to 0.00065",
            "95%: 1.061 to 1.083",
            "95%: 0.935 to 0.947",
            "95%: 3.36 to 3.47");
    assertThat(page.getDocumentElement().getTextContent())
        .contains("The bars are 95% confidence intervals: how the number would vary");
  }

  @Test
  void drawsAnIntervalWhereItIsOnItsAxis() throws Exception {
    Document page = page(FullReportExample.report(), ReportImages.none());

    Element bar = styled(page, "rect", "interval").get(0);
    Element dot = styled(page, "circle", "estimate").get(0);
    // 3.9012 to 3.9838 about 3.9425, from 3.88 to 4.00.
    assertThat(bar.getAttribute("x")).isEqualTo("17.67%");
    assertThat(bar.getAttribute("width")).isEqualTo("68.83%");
    assertThat(dot.getAttribute("cx")).isEqualTo("52.08%");
    assertThat(styled(page, "div", "ends").get(0).getTextContent()).isEqualTo("3.884.00");
  }

  @Test
  void saysWhyAMetricOrItsIntervalIsAbsent() throws Exception {
    Report.Builder report = FullReportExample.report().toBuilder();
    report.getMetricsBuilder().clearSfid().clearKid().getIntervalsBuilder().clearFid();
    report.getExtractorBuilder().setSpatialFeatures(0);
    report.addWarnings(LeftOut.metric("kid", "there are 60 samples"));
    report.addWarnings(LeftOut.interval("fid", "there are 60 samples"));

    assertThat(styled(page(report.build(), ReportImages.none()), "p", "reason"))
        .extracting(Element::getTextContent)
        .containsExactly(
            "No interval: there are 60 samples",
            "the extractor gives no spatial features",
            "there are 60 samples");
  }

  @Test
  void doesNotSpeakOfIntervalsWhereThereAreNone() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportImages.none());

    assertThat(page.getDocumentElement().getTextContent()).doesNotContain("confidence interval");
    assertThat(elements(page, "svg")).isEmpty();
  }

  @Test
  void saysWhatEachNumberComparesWithAndTheLikeOnce() throws Exception {
    Report.Builder report = FullReportExample.report().toBuilder();
    report.getReferenceBuilder().setNumImages(5000);
    report.addAllComparability(ComparabilityRules.of(report.build(), OptionalInt.of(256)));

    Document page = page(report.build(), ReportImages.none());

    assertThat(styled(page, "li", "compares"))
        .extracting(row -> elements(row, "h3").get(0).getTextContent())
        .containsExactly("FID, sFID", "Inception Score", "KID", "Density, Coverage", "FD-infinity");
    assertThat(styled(page, "li", "differs"))
        .singleElement()
        .extracting(row -> row.getTextContent().replaceAll("\\s+", " ").trim())
        .isEqualTo(
            "Precision, Recall ✕ compares with none 5,000 reference images instead of 10,000");
  }

  @Test
  void showsSamplesBesideTheirNearestNeighbours() throws Exception {
    Document page = page(FullReportExample.report(), FullReportExample.images(32));

    List<Element> strips = styled(page, "li", "strip");
    assertThat(strips).hasSize(6);
    assertThat(elements(strips.get(1), "figcaption").get(0).getTextContent())
        .isEqualTo("Sample 1,204realism 0.99");
    assertThat(elements(strips.get(1), "svg"))
        .extracting(picture -> picture.getAttribute("aria-label"))
        .hasSize(1 + 8)
        .startsWith("Sample 1,204", "Reference 0 at distance 9.30");
    assertThat(elements(page, "h3"))
        .extracting(Element::getTextContent)
        .containsSubsequence("Asked for", "Most realistic", "Least realistic");
  }

  @Test
  void embedsEachPictureOnce() throws Exception {
    Document page = page(FullReportExample.report(), FullReportExample.images(32));

    List<String> embedded =
        elements(page, "image").stream().map(image -> image.getAttribute("id")).toList();
    List<String> shown =
        elements(page, "use").stream().map(use -> use.getAttribute("href").substring(1)).toList();
    assertThat(shown).hasSize(6 * (1 + 8));
    assertThat(embedded).doesNotHaveDuplicates().hasSizeLessThan(shown.size());
    assertThat(shown.stream().distinct()).containsExactlyInAnyOrderElementsOf(embedded);
  }

  @Test
  void keepsPagesOfLargeImagesSmall() throws Exception {
    String page = ReportPage.of(FullReportExample.report(), noise(512));

    assertThat(page.length()).isBetween(1_000_000, 12_000_000);
    assertThat(elements(parse(page), "image"))
        .extracting(image -> Integer.parseInt(image.getAttribute("width")))
        .allMatch(width -> width <= 256);
  }

  @Test
  void showsIndicesAndDistancesWithoutPictures() throws Exception {
    Document page = page(FullReportExample.report(), ReportImages.none());

    assertThat(styled(page, "li", "strip")).hasSize(6);
    assertThat(styled(page, "span", "unseen")).hasSize(6 * (1 + 8));
    assertThat(elements(page, "use")).isEmpty();
  }

  @Test
  void saysThatNotEverySampleAskedForIsShown() throws Exception {
    Report.Builder report = FullReportExample.report().toBuilder().clearSampleNeighbours();
    IntStream.range(0, 1500)
        .mapToObj(sample -> FullReportExample.strip(sample, Selection.ASKED_FOR, 1, 2))
        .forEach(report::addSampleNeighbours);

    Document page = page(report.build(), ReportImages.none());

    assertThat(elements(page, "h3"))
        .extracting(Element::getTextContent)
        .contains("Asked for 24 of 1,500, the others are in report.json");
  }

  /** Images that PNG can't compress, as the worst that there are. */
  private static ReportImages noise(int edge) throws Exception {
    ImageSource source = index -> ReportExamples.randomImage(new Random(index), edge, edge);
    return ReportImages.none()
        .withNeighbours(NeighbourSelection.of(FullReportExample.neighbours()).load(source, source));
  }

  private static Document page(Report report, ReportImages images) throws Exception {
    return parse(ReportPage.of(report, images));
  }

  private static Document parse(String page) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<Element> styled(Document page, String name, String styleClass) {
    return elements(page, name).stream()
        .filter(element -> element.getAttribute("class").equals(styleClass))
        .toList();
  }

  private static List<Element> elements(Document page, String name) {
    return elements(page.getDocumentElement(), name);
  }

  private static List<Element> elements(Element within, String name) {
    NodeList found = within.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }
}
