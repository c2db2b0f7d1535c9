package io.upstack.stages.report;

import static io.upstack.stages.report.HtmlElement.element;
import static java.util.Locale.ROOT;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Reference;
import io.upstack.proto.Report;
import io.upstack.proto.RunRecord;
import java.util.List;
import java.util.stream.Stream;

/**
 * Shows what is necessary to reproduce these numbers: file fingerprints, engine, reference,
 * version.
 */
final class ProvenanceSection {
  private static final int SHOWN_DIGITS = 12;

  private ProvenanceSection() {}

  static HtmlElement of(Report report) {
    ImmutableList<Fingerprint> fingerprints =
        Stream.concat(
                report.getRecord().getFingerprintsList().stream(),
                report.getEvaluationFingerprintsList().stream())
            .collect(ImmutableList.toImmutableList());
    HtmlElement section =
        element("section")
            .attribute("aria-labelledby", "provenance")
            .add(
                element("h2").attribute("id", "provenance").text("Provenance"),
                FactList.of(facts(report)));
    return fingerprints.isEmpty()
        ? section
        : section.add(Scrolling.of("provenance", table(fingerprints)));
  }

  private static ImmutableMap<String, String> facts(Report report) {
    ImmutableMap.Builder<String, String> facts = ImmutableMap.builder();
    if (report.hasReference()) {
      facts.put("Reference", reference(report.getReference()));
    }
    if (report.hasRecord()) {
      addRecord(report.getRecord(), facts);
    }
    if (report.getConfiguration().hasGeneration()) {
      facts.put("Seed", Long.toString(report.getConfiguration().getGeneration().getSeed()));
    }
    if (report.hasUpstackVersion()) {
      facts.put("Upstack", report.getUpstackVersion());
    }
    if (report.hasFinishedAt()) {
      facts.put("Finished", report.getFinishedAt());
    }
    return facts.buildOrThrow();
  }

  private static void addRecord(RunRecord record, ImmutableMap.Builder<String, String> facts) {
    facts.put("Engine", record.getEngine());
    facts.put("Device", String.format(ROOT, "%s, %s", record.getDevice(), record.getPrecision()));
    facts.put(
        "Batch",
        String.format(
            ROOT,
            "%s, %s",
            Numbers.counted(record.getBatchSize(), "sample", "samples"),
            Numbers.counted(record.getIntraOpThreads(), "thread", "threads")));
  }

  private static String reference(Reference reference) {
    return String.format(
        ROOT,
        "%s (%s, statistics %s)",
        reference.getPath(),
        Numbers.counted(reference.getNumImages(), "image", "images"),
        reference.getStoredStatistics() ? "as stored" : "from these images");
  }

  private static HtmlElement table(List<Fingerprint> fingerprints) {
    return element("table")
        .add(
            element("thead")
                .add(
                    element("tr")
                        .add(
                            element("th").attribute("scope", "col").text("File"),
                            element("th").attribute("scope", "col").text("SHA-256"),
                            element("th").attribute("scope", "col").styled("number").text("Size"))),
            element("tbody").addAll(fingerprints.stream().map(ProvenanceSection::row).toList()));
  }

  private static HtmlElement row(Fingerprint fingerprint) {
    String digest = fingerprint.getSha256();
    return element("tr")
        .add(
            element("th").attribute("scope", "row").text(fingerprint.getField()),
            element("td")
                .add(
                    element("code")
                        .attribute("title", digest)
                        .text(digest.substring(0, Math.min(SHOWN_DIGITS, digest.length())))),
            element("td")
                .styled("number")
                .text(fingerprint.hasSize() ? Numbers.bytes(fingerprint.getSize()) : ""));
  }
}
