package io.upstack.runners.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.FeatureSet;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.MeasurementOrder;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkRecord;
import io.upstack.proto.WorkStage;
import io.upstack.runners.evaluation.EvaluationReport;
import io.upstack.runners.evaluation.Fingerprints;
import io.upstack.runners.evaluation.MeasurementOrders;
import io.upstack.runners.measure.Measurements;
import io.upstack.runners.shards.ShardRunner;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.labels.SampleLabels;
import io.upstack.stages.measure.FeatureSets;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.report.MetricTable;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.ReportWriter;
import io.upstack.stages.shards.Journal;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Evaluates a finished run and writes its report. */
final class RunReport {
  private static final Logger logger = LoggerFactory.getLogger(RunReport.class);

  private final PreparedRun run;
  private final ShardRunner runner;
  private final Evaluation settings;

  RunReport(PreparedRun run, ShardRunner runner) {
    this.run = run;
    this.runner = runner;
    this.settings = run.configuration().configuration().getEvaluation();
  }

  /** Writes the report and returns it as written. */
  Report write() throws IOException {
    Measured measured = measured();
    ReportImages images = RunImages.of(run, measured.neighbours());
    Report report = ReportWriter.write(run.store(), report(measured), images);
    MetricTable.lines(report.getMetrics(), report.getWarningsList()).forEach(logger::info);
    return report;
  }

  /** Returns the terms of the metrics of a written report, for differences from other runs. */
  RunTerms terms() throws IOException {
    return Measurements.terms(run.order(), measurement());
  }

  private Measured measured() throws IOException {
    return Measurements.of(run.order(), measurement(), runner);
  }

  private MeasurementOrder measurement() throws IOException {
    MeasurementOrder.Builder order =
        MeasurementOrder.newBuilder()
            .setSamples(
                features(
                    run.order().getOutput(),
                    WorkStage.FEATURES,
                    run.record().getGeneration().getNumSamples(),
                    run.record().getShardSize()))
            .setReference(
                features(
                    run.referenceLocation(),
                    WorkStage.REFERENCE_FEATURES,
                    run.reference().orElseThrow().images().images(),
                    PreparedRun.REFERENCE_SHARD))
            .setResults(run.order().getOutput())
            .addAllChosenLabels(labels().cycle().asList());
    return MeasurementOrders.withStatistics(order, run.reference().orElseThrow()).build();
  }

  private SampleLabels labels() {
    return SampleLabels.of(run.record().getGeneration());
  }

  private FeatureSet features(String location, WorkStage stage, long images, int shardSize)
      throws IOException {
    try (ObjectStore store = ObjectStores.open(location)) {
      return FeatureSets.of(
          store,
          location,
          run.layout(stage),
          images,
          shardSize,
          run.order().getFeatures().getExtractorSha256());
    }
  }

  private Report report(Measured measured) throws IOException {
    Journal.Contents journal = sampleJournal();
    List<WorkRecord> samples = journal.entries();
    List<WorkRecord> reference =
        journal(run.referenceLocation(), WorkStage.REFERENCE_FEATURES).entries();
    return EvaluationReport.begin(
            settings,
            run.order().getFeatures().getExtractorSha256(),
            run.reference().orElseThrow(),
            StackLayouts.widths(run.order().getFeatures()),
            measured.metrics())
        .setNumSamples(run.record().getGeneration().getNumSamples())
        .setLabels(labels().choice())
        .setConfiguration(run.configuration().configuration())
        .setRecord(run.record())
        .addAllEvaluationFingerprints(fingerprints())
        .addAllTimings(timings(samples, reference))
        .addAllWarnings(measured.warnings())
        .addAllWarnings(HalvedShards.warnings(journal))
        .addAllSampleNeighbours(measured.neighbours())
        .build();
  }

  private List<Fingerprint> fingerprints() throws IOException {
    ResolvedConfiguration configuration = run.configuration();
    return List.of(
        Fingerprints.of(
            "evaluation.extractor",
            configuration
                .file(settings.getExtractor())
                .pinned(run.order().getFeatures().getExtractorSha256())),
        Fingerprints.of("evaluation.reference", run.reference().orElseThrow().images()));
  }

  /** Reads the journal of every shard of the run, including shards from an interrupted start. */
  private Journal.Contents sampleJournal() throws IOException {
    return journal(run.order().getOutput(), run.order().getStages(0));
  }

  private Journal.Contents journal(String location, WorkStage first) throws IOException {
    try (ObjectStore store = ObjectStores.open(location)) {
      return Journal.read(store, run.layout(first));
    }
  }

  private static List<StageTiming> timings(List<WorkRecord> samples, List<WorkRecord> reference) {
    Map<String, StageWork> totals = new LinkedHashMap<>(Journal.totals(samples));
    totals.putAll(Journal.totals(reference));
    return totals.values().stream().map(EvaluationReport::timing).toList();
  }
}
