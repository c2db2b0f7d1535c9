package io.upstack.stages.report;

import com.google.common.collect.ImmutableList;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.proto.UpsamplerStage;
import java.util.List;
import java.util.Optional;

/**
 * Writes metrics.csv: a row for each metric that was measured, in long form.
 *
 * <p>Each row also says what was measured (samples, checkpoint and its SHA-256, guidance scale,
 * seed) and against what (reference, extractor), so that files of many runs can be joined without
 * their headers and then grouped or pivoted. Metrics have the same names as in report.json. Values
 * have all the digits of a double, and the ends of their confidence intervals follow. A field that
 * does not apply is empty.
 */
final class MetricsCsv {
  private static final ImmutableList<String> HEADER =
      ImmutableList.of(
          "metric",
          "value",
          "samples",
          "model",
          "model_sha256",
          "classifier_scale",
          "seed",
          "reference",
          "extractor",
          "finished_at",
          "low",
          "high",
          "confidence",
          "classifier",
          "sampler",
          "upsampler",
          "upsampler_sampler",
          "given_samples");

  private MetricsCsv() {}

  static String of(Report report) {
    StringBuilder csv = new StringBuilder(Csv.line(HEADER));
    for (ReportedMetric metric : ReportedMetric.values()) {
      metric
          .in(report.getMetrics())
          .ifPresent(value -> csv.append(Csv.line(row(metric, value, report))));
    }
    return csv.toString();
  }

  private static List<String> row(ReportedMetric metric, double value, Report report) {
    BaseStage base = report.getConfiguration().getGeneration().getBase();
    boolean generated = report.getConfiguration().hasGeneration();
    return ImmutableList.<String>builder()
        .add(
            metric.key(),
            Double.toString(value),
            Long.toString(report.getNumSamples()),
            Csv.text(base.getModelPath()),
            Csv.text(modelFingerprint(report).map(Fingerprint::getSha256).orElse("")),
            base.hasClassifier() ? Double.toString(base.getClassifier().getClassifierScale()) : "",
            generated ? Long.toString(report.getConfiguration().getGeneration().getSeed()) : "",
            Csv.text(report.getReference().getPath()),
            Csv.text(report.getExtractor().getPath()),
            report.getFinishedAt())
        .addAll(interval(metric, report.getMetrics()))
        .addAll(stack(report))
        .build();
  }

  /** Returns the networks besides the model and how both stages sample, or the given samples. */
  private static List<String> stack(Report report) {
    Generation generation = report.getConfiguration().getGeneration();
    BaseStage base = generation.getBase();
    UpsamplerStage upsampler = generation.getUpsampler();
    return ImmutableList.of(
        Csv.text(base.getClassifier().getClassifierPath()),
        generation.hasBase() ? SamplerDescription.of(base.getSampling(), base.getDiffusion()) : "",
        Csv.text(upsampler.getModelPath()),
        generation.hasUpsampler()
            ? SamplerDescription.of(upsampler.getSampling(), upsampler.getDiffusion())
            : "",
        Csv.text(report.getSamples()));
  }

  private static List<String> interval(ReportedMetric metric, Metrics metrics) {
    return metric
        .interval(metrics)
        .map(
            interval ->
                ImmutableList.of(
                    Double.toString(interval.getLow()),
                    Double.toString(interval.getHigh()),
                    metrics.getIntervals().hasConfidence()
                        ? Double.toString(metrics.getIntervals().getConfidence())
                        : ""))
        .orElse(ImmutableList.of("", "", ""));
  }

  private static Optional<Fingerprint> modelFingerprint(Report report) {
    return report.getRecord().getFingerprintsList().stream()
        .filter(fingerprint -> fingerprint.getField().equals("generation.base.model_path"))
        .findFirst();
  }
}
