package io.upstack.stages.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import java.io.IOException;
import java.io.StringReader;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

class ReportPageTest {
  private static final String HOSTILE = "<script>alert('&\"')</script>";

  @Test
  void showsEveryMetricRoundedAndExactly() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportImages.none());

    assertThat(elements(page, "data"))
        .extracting(Element::getTextContent)
        .containsExactly("22.19", "12.16", "3.08", "0.213", "0.633");
    assertThat(elements(page, "data"))
        .extracting(data -> data.getAttribute("value"))
        .containsExactly("22.190123456789014", "12.16", "3.0805", "0.2125", "0.6334");
  }

  @Test
  void saysWhichMetricsWereNotMeasured() throws Exception {
    Report report = Report.newBuilder().setMetrics(Metrics.newBuilder().setFid(3)).build();

    Document page = page(report, ReportImages.none());

    assertThat(elements(page, "data")).hasSize(1);
    assertThat(page.getDocumentElement().getTextContent().split("not measured", -1)).hasSize(1 + 8);
  }

  @Test
  void describesTheRun() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportImages.none());

    assertThat(page.getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("320 samples of 32 × 32 pixels");
    assertThat(elements(page, "dd"))
        .extracting(Element::getTextContent)
        .contains("two stages, 16 → 32 pixels", "scale 2.5", "DDIM, 25 steps", "PyTorch 2.7.1");
    assertThat(page.getDocumentElement().getAttribute("lang")).isEqualTo("en");
  }

  @Test
  void showsWhatEachStageTook() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportImages.none());

    assertThat(elements(page, "tr"))
        .extracting(row -> row.getTextContent().replaceAll("\\s+", " ").trim())
        .contains(
            "base 320 5.80 53.9 s 55.2 s 97.6 % 220, 250 32.8 %",
            "upsample 320 2.85 1 min 50 s 1 min 52 s 98.0 % 0.42, 4.4 66.8 %",
            "together 2 min 45 s 2 min 48 s 97.8 %");
  }

  @Test
  void shortensFingerprintsAndKeepsThemWhole() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportImages.none());

    Element fingerprint = elements(page, "code").get(1);
    assertThat(fingerprint.getTextContent()).isEqualTo("a1a1a1a1a1a1");
    assertThat(fingerprint.getAttribute("title")).isEqualTo("a1".repeat(32));
  }

  @Test
  void showsEachImageWithADescription() throws Exception {
    Document page = page(ReportExamples.twoStages(), ReportExamples.images(3, 4, 2, 8));

    List<Element> images = elements(page, "img");
    assertThat(images).hasSize(3 * (4 + 2));
    assertThat(images)
        .allMatch(image -> image.getAttribute("src").startsWith("data:image/png;base64,"));
    assertThat(images.get(4).getAttribute("alt")).isEqualTo("Reference 1, kind 0");
  }

  @Test
  void saysThatNotEveryClassIsShown() throws Exception {
    ReportImages images = ReportExamples.images(2, 1, 1, 8);

    Document page = page(ReportExamples.twoStages(), new ReportImages(images.rows(), 1000));

    assertThat(page.getDocumentElement().getTextContent())
        .contains("The first samples of 2 of the 1,000 classes, chosen evenly.");
  }

  @Test
  void scalesLargeImagesDownAndSaysSo() throws Exception {
    ReportImages images = ReportExamples.images(30, 2, 2, 160);

    Document page = page(ReportExamples.twoStages(), images);

    assertThat(elements(page, "img"))
        .extracting(image -> image.getAttribute("width"))
        .containsOnly("129");
    assertThat(page.getDocumentElement().getTextContent())
        .contains("Scaled down from 160 to 129 pixels; the samples themselves are in samples/.");
  }

  @Test
  void showsUnconditionalSamplesWithoutClasses() throws Exception {
    List<RgbImage> samples = ReportExamples.randomImages(new Random(5), 3, 8);
    ImageRow row = new ImageRow(OptionalInt.empty(), Optional.empty(), samples, List.of());

    Document page = page(Report.getDefaultInstance(), new ReportImages(List.of(row), 0));

    assertThat(elements(page, "img"))
        .extracting(image -> image.getAttribute("alt"))
        .containsExactly("Generated 1", "Generated 2", "Generated 3");
  }

  @Test
  void takesUserTextAsText() throws Exception {
    Report.Builder report = ReportExamples.twoStages().toBuilder().addWarnings(HOSTILE);
    report.getReferenceBuilder().setPath(HOSTILE);
    report.getRecordBuilder().setEngine(HOSTILE).getFingerprintsBuilder(0).setSha256(HOSTILE);
    report.getConfigurationBuilder().getEvaluationBuilder().addClassNames(HOSTILE + "\u0000é");
    ImageRow row =
        new ImageRow(
            OptionalInt.of(0),
            Optional.of(HOSTILE),
            ReportExamples.randomImages(new Random(2), 1, 8),
            List.of());

    Document page = page(report.build(), new ReportImages(List.of(row), 1));

    assertThat(elements(page, "script")).hasSize(1);
    assertThat(elements(page, "h3"))
        .extracting(Element::getTextContent)
        .contains(HOSTILE + " class 0");
    assertThat(elements(page, "img").get(0).getAttribute("alt"))
        .isEqualTo("Generated 1, " + HOSTILE);
    assertThat(elements(page, "li")).extracting(Element::getTextContent).contains(HOSTILE);
  }

  @Test
  void needsNothingFromElsewhere() throws Exception {
    String page = ReportPage.of(ReportExamples.twoStages(), ReportExamples.images(2, 2, 2, 8));

    assertThat(page).doesNotContain("http://", "https://", "url(", "@import", "<link");
    assertThat(elements(parse(page), "script")).noneMatch(script -> script.hasAttribute("src"));
  }

  @Test
  void givesTheSameBytesEachTime() {
    assertThat(ReportPage.of(ReportExamples.twoStages(), ReportExamples.images(2, 2, 2, 8)))
        .isEqualTo(ReportPage.of(ReportExamples.twoStages(), ReportExamples.images(2, 2, 2, 8)));
  }

  private static Document page(Report report, ReportImages images) throws Exception {
    return parse(ReportPage.of(report, images));
  }

  private static Document parse(String page)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }

  private static List<Element> elements(Document page, String name) {
    NodeList found = page.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }
}
