package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableMap;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.proto.Report;
import io.upstack.proto.UpsamplerStage;
import java.util.ArrayList;
import java.util.List;

/** Shows what the run is: the headline, and the facts that a reader looks for first. */
final class HeaderSection {
  private HeaderSection() {}

  /** Returns the headline, which is also a part of the title of the page. */
  static String headline(Report report, ReportImages images) {
    String samples = Numbers.counted(report.getNumSamples(), "sample", "samples");
    return SampleSize.of(report, images)
        .map(
            size ->
                String.format(ROOT, "%s of %d × %d pixels", samples, size.width(), size.height()))
        .orElse(samples);
  }

  /**
   * Returns the title of the page, by which tabs and bookmarks of several reports are told apart:
   * the FID, the checkpoint or the samples, and the day.
   */
  static String title(Report report, ReportImages images) {
    List<String> parts = new ArrayList<>();
    ReportedMetric.FID
        .in(report.getMetrics())
        .ifPresent(fid -> parts.add("FID " + ReportedMetric.FID.rounded(fid)));
    String name = TableRows.name(report);
    if (!name.isEmpty()) {
      parts.add(name);
    }
    parts.add(headline(report, images));
    if (report.hasFinishedAt()) {
      parts.add(report.getFinishedAt().replaceFirst("T.*", ""));
    }
    return "Upstack report: " + String.join(", ", parts);
  }

  static HtmlElement of(Report report, ReportImages images) {
    return element("header")
        .add(
            element("p").styled("eyebrow").text("Upstack evaluation report"),
            element("h1").text(headline(report, images)),
            FactList.of(facts(report)),
            element("p")
                .styled("links")
                .add(
                    element("a").attribute("href", "report.json").text("report.json"),
                    element("span").text(" · "),
                    element("a").attribute("href", "metrics.csv").text("metrics.csv")));
  }

  private static ImmutableMap<String, String> facts(Report report) {
    ImmutableMap.Builder<String, String> facts = ImmutableMap.builder();
    if (report.getConfiguration().hasGeneration()) {
      addGeneration(report.getConfiguration().getGeneration(), facts);
    }
    if (report.hasSamples()) {
      facts.put("Samples", report.getSamples());
    }
    if (report.hasReference()) {
      facts.put("Reference", report.getReference().getPath());
    }
    if (report.hasExtractor()) {
      facts.put("Feature extractor", report.getExtractor().getPath());
    }
    return facts.buildOrThrow();
  }

  private static void addGeneration(
      Generation generation, ImmutableMap.Builder<String, String> facts) {
    BaseStage base = generation.getBase();
    facts.put("Stack", stack(generation));
    facts.put("Guidance", guidance(base));
    facts.put("Base model", base.getModelPath());
    facts.put("Base sampler", SamplerDescription.of(base.getSampling(), base.getDiffusion()));
    if (generation.hasUpsampler()) {
      UpsamplerStage upsampler = generation.getUpsampler();
      facts.put("Upsampler", upsampler.getModelPath());
      facts.put(
          "Upsampler's sampler",
          SamplerDescription.of(upsampler.getSampling(), upsampler.getDiffusion()));
    }
  }

  private static String stack(Generation generation) {
    return generation.hasUpsampler()
        ? String.format(
            ROOT,
            "two stages, %d → %d pixels",
            generation.getUpsampler().getModel().getSmallSize(),
            generation.getUpsampler().getModel().getLargeSize())
        : "one stage";
  }

  private static String guidance(BaseStage base) {
    return base.hasClassifier()
        ? "scale " + Numbers.plain(base.getClassifier().getClassifierScale())
        : "none";
  }
}
