package io.upstack.stages.run;

import io.upstack.proto.Evaluation;
import io.upstack.proto.Fingerprint;
import io.upstack.proto.Generation;
import io.upstack.proto.Report;
import io.upstack.proto.StageTiming;
import io.upstack.proto.StageWork;
import io.upstack.proto.WorkOrder;
import io.upstack.proto.WorkRecord;
import io.upstack.proto.WorkStage;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.evaluate.EvaluationReport;
import io.upstack.stages.evaluate.Fingerprints;
import io.upstack.stages.evaluate.ReferenceBatch;
import io.upstack.stages.evaluate.ShownImages;
import io.upstack.stages.images.ImageSet;
import io.upstack.stages.images.StoredImages;
import io.upstack.stages.labels.LabelAssignment;
import io.upstack.stages.labels.SampleLabels;
import io.upstack.stages.measure.FinishedFeatures;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementPlan;
import io.upstack.stages.measure.MeasurementSummary;
import io.upstack.stages.measure.MeasurementTerms;
import io.upstack.stages.plan.RunOutput;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.ReportJson;
import io.upstack.stages.report.ReportWriter;
import io.upstack.stages.shards.Journal;
import io.upstack.stages.stack.StackLayouts;
import io.upstack.stages.store.ObjectStore;
import io.upstack.stages.store.ObjectStores;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Writes the report of a run whose shards and units are all done. */
public final class RunReport {
  private final RunPlan plan;
  private final WorkOrder work;
  private final Evaluation settings;

  public RunReport(RunPlan plan) {
    this.plan = plan;
    this.work = plan.work();
    this.settings = work.getConfiguration().getEvaluation();
  }

  /**
   * Writes the report in place of an earlier one, and returns it as written.
   *
   * @throws io.upstack.stages.plan.OutputChangedException if the output no longer holds the run
   */
  public Report write() throws IOException {
    try (ObjectStore store = ObjectStores.open(work.getOutput())) {
      RunOutput output = new RunOutput(store);
      output.checkIsOf(plan.record());
      // What changes in the output from here on makes the next run write the report again.
      String basis = basis(store, FinishedFeatures.measurement(work));
      ReferenceBatch reference = ReferenceBatch.reopen(plan.order().getReference().getFeatures());
      Measured measured = MeasurementSummary.ofFinished(work);
      ReportImages images = images(store, reference, measured);
      store.replace(
          TermsFormat.OF_REPORT, TermsFormat.message(MeasurementTerms.ofFinished(work))::writeTo);
      Report report = ReportWriter.write(store, report(store, reference, measured, basis), images);
      output.checkIsOf(plan.record());
      return report;
    }
  }

  /**
   * Returns whether the output has the report that {@link #write} would write, apart from the time
   * when it was written, and all units of the measurement. All features have to exist.
   */
  public boolean isWritten() throws IOException {
    try (ObjectStore store = ObjectStores.open(work.getOutput())) {
      if (!ReportWriter.isComplete(store) || store.find(TermsFormat.OF_REPORT).isEmpty()) {
        return false;
      }
      WorkOrder measurement = FinishedFeatures.measurement(work);
      return basisOfWritten(store).equals(Optional.of(basis(store, measurement)))
          && MeasurementPlan.isFinished(work);
    }
  }

  /** Returns the basis of the report in the output; empty if there is no report that names one. */
  private static Optional<String> basisOfWritten(ObjectStore store) {
    try {
      Report report = ReportJson.read(store);
      return report.hasBasis() ? Optional.of(report.getBasis()) : Optional.empty();
    } catch (IOException e) {
      // The report is damaged. A store that does not answer stops the work that follows.
      return Optional.empty();
    }
  }

  private String basis(ObjectStore store, WorkOrder measurement) throws IOException {
    return ReportBasis.of(ReportBasis.FORMAT, plan, measurement, store);
  }

  private ReportImages images(ObjectStore store, ReferenceBatch reference, Measured measured)
      throws IOException {
    ImageSet samples =
        new StoredImages(
            store,
            plan.layout(WorkStage.UPSAMPLE),
            plan.shards(),
            reference.images().size(),
            labels());
    return new ShownImages(samples, reference.images())
        .load(settings.getClassNamesList(), measured.neighbours());
  }

  /** Returns the labels [N] of the samples; absent for a model without labels. */
  private Optional<int[]> labels() {
    Generation generation = plan.record().getGeneration();
    int samples = Math.toIntExact(generation.getNumSamples());
    return LabelAssignment.of(generation)
        .map(assignment -> IntStream.range(0, samples).map(assignment::label).toArray());
  }

  private Report report(
      ObjectStore store, ReferenceBatch reference, Measured measured, String basis)
      throws IOException {
    Journal.Contents journal = Journal.read(store, plan.layout(work.getStages(0)));
    return EvaluationReport.begin(
            settings,
            work.getFeatures().getExtractorSha256(),
            reference,
            StackLayouts.widths(work.getFeatures()),
            measured.metrics(),
            plan.order().getUpstackVersion())
        .setNumSamples(plan.record().getGeneration().getNumSamples())
        .setLabels(SampleLabels.of(plan.record().getGeneration()).choice())
        .setConfiguration(work.getConfiguration())
        .setRecord(plan.record())
        .addAllEvaluationFingerprints(fingerprints(reference))
        .addAllTimings(timings(journal.entries(), referenceJournal()))
        .addAllWarnings(measured.warnings())
        .addAllWarnings(HalvedShards.warnings(journal))
        .addAllSampleNeighbours(measured.neighbours())
        .setBasis(basis)
        .build();
  }

  private List<Fingerprint> fingerprints(ReferenceBatch reference) throws IOException {
    ResolvedConfiguration configuration =
        new ResolvedConfiguration(work.getConfiguration(), Path.of(work.getDirectory()));
    return List.of(
        Fingerprints.of(
            "evaluation.extractor",
            configuration
                .file(settings.getExtractor())
                .pinned(work.getFeatures().getExtractorSha256())),
        Fingerprints.of("evaluation.reference", reference.images()));
  }

  private List<WorkRecord> referenceJournal() throws IOException {
    try (ObjectStore store = ObjectStores.open(plan.order().getReference().getOutput())) {
      return Journal.read(store, plan.layout(WorkStage.REFERENCE_FEATURES)).entries();
    }
  }

  private static List<StageTiming> timings(List<WorkRecord> samples, List<WorkRecord> reference) {
    Map<String, StageWork> totals = new LinkedHashMap<>(Journal.totals(samples));
    totals.putAll(Journal.totals(reference));
    return totals.values().stream().map(EvaluationReport::timing).toList();
  }
}
