package io.upstack.runners.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Metrics;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.proto.WorkStage;
import io.upstack.runners.evaluation.EvaluationReport;
import io.upstack.runners.evaluation.Fingerprints;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.evaluate.StoredFeatures;
import io.upstack.stages.metrics.MetricSettings;
import io.upstack.stages.programs.TorchEngine;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.ReportWriter;
import io.upstack.stages.shards.Journal;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.InputFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Evaluates a finished run and writes its report. */
final class RunReport {
  private final PreparedRun run;
  private final Evaluation settings;

  RunReport(PreparedRun run) {
    this.run = run;
    this.settings = run.configuration().configuration().getEvaluation();
  }

  /** The report as written. */
  Report write() throws IOException {
    Metrics metrics = metrics();
    ReportImages images = RunImages.of(run);
    return ReportWriter.write(run.store(), report(metrics), images);
  }

  private Metrics metrics() throws IOException {
    ReferenceBatch reference = run.reference().orElseThrow();
    // Nothing else is at work now. Left alone, it would be as many as the last stage had, or as the
    // engine begins with where all was done before, and the last bits of the metrics would differ.
    TorchEngine.useThreads(Runtime.getRuntime().availableProcessors());
    io.upstack.stages.evaluate.Evaluation evaluation =
        new io.upstack.stages.evaluate.Evaluation(
            new MetricSettings(settings.getSplitSize(), settings.getNearestK()),
            TorchEngine.device(run.configuration().configuration().getExecution().getDevice()));
    return evaluation.of(
        new StoredFeatures(run.store(), run.layout(WorkStage.FEATURES), run.shards()),
        new StoredFeatures(
            run.store(), run.layout(WorkStage.REFERENCE_FEATURES), run.referenceShards()),
        reference.statistics());
  }

  private Report report(Metrics metrics) throws IOException {
    return EvaluationReport.begin(
            settings,
            run.reference().orElseThrow(),
            StackLayouts.widths(run.order().getFeatures()),
            metrics)
        .setNumSamples(run.record().getGeneration().getNumSamples())
        .setConfiguration(run.configuration().configuration())
        .setRecord(run.record())
        .addAllEvaluationFingerprints(fingerprints())
        .addAllTimings(timings().values())
        .build();
  }

  private List<Fingerprint> fingerprints() throws IOException {
    ResolvedConfiguration configuration = run.configuration();
    Path extractor = configuration.resolve(settings.getExtractor());
    return List.of(
        Fingerprints.of("evaluation.extractor", InputFile.of(extractor.toString())),
        Fingerprints.of("evaluation.reference", run.reference().orElseThrow().images()));
  }

  /** Of every shard of the run, also those that an interrupted start has made. */
  private Map<String, StageTiming> timings() throws IOException {
    Map<String, StageTiming> timings = new LinkedHashMap<>();
    WorkStage first = run.order().getStages(0);
    for (WorkStage stage : new WorkStage[] {first, WorkStage.REFERENCE_FEATURES}) {
      Journal.totals(run.store(), run.layout(stage))
          .forEach((name, work) -> timings.put(name, EvaluationReport.timing(work)));
    }
    return timings;
  }
}
