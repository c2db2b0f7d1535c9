package io.upstack.runners.evaluation;

import com.google.protobuf.util.JsonFormat;
import io.upstack.proto.Report;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.SampleNeighbours;
import io.upstack.runners.commands.EvaluateRequest;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.Versions;
import io.upstack.runners.commands.Work;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.evaluate.EvaluationReport;
import io.upstack.stages.evaluate.Fingerprints;
import io.upstack.stages.evaluate.LeftOutImages;
import io.upstack.stages.evaluate.ShownImages;
import io.upstack.stages.measure.Measured;
import io.upstack.stages.measure.MeasurementTerms;
import io.upstack.stages.report.LeftOut;
import io.upstack.stages.report.MetricTable;
import io.upstack.stages.report.ReportImages;
import io.upstack.stages.report.ReportWriter;
import io.upstack.stages.store.ObjectStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code upstack evaluate}: computes the metrics of existing samples. */
public final class EvaluateWork implements Work<EvaluateRequest> {
  private static final Logger logger = LoggerFactory.getLogger(EvaluateWork.class);

  @Override
  public ExitStatus perform(EvaluateRequest request, PrintWriter output) throws Exception {
    try (CheckedEvaluation evaluation = CheckedEvaluation.of(request)) {
      Measurement measurement = Measurement.of(evaluation, request.runner());
      Measured measured = measurement.measured();
      measured.warnings().stream().filter(warning -> !LeftOut.isOne(warning)).forEach(logger::warn);
      MetricTable.lines(measured.metrics(), measured.warnings()).forEach(logger::info);
      if (request.isJson()) {
        output.println(JsonFormat.printer().print(measured.metrics()));
      } else {
        EvaluatorLines.print(measured.metrics(), output);
      }
      if (evaluation.output().isPresent()) {
        ObjectStore store = evaluation.output().get();
        store.replace(
            TermsFormat.OF_REPORT,
            TermsFormat.message(MeasurementTerms.ofFinished(measurement.order()))::writeTo);
        ReportWriter.write(
            store,
            report(request, evaluation, measurement),
            images(evaluation, measurement.measured().neighbours()));
        logger.info("report: {}/report/index.html", store.root());
      }
      return ExitStatus.DONE;
    }
  }

  private static Report report(
      EvaluateRequest request, CheckedEvaluation evaluation, Measurement measurement)
      throws IOException {
    Report.Builder report =
        EvaluationReport.begin(
                evaluation.settings(),
                evaluation.extractor().file().sha256(),
                evaluation.reference(),
                evaluation.extractor().widths(),
                measurement.measured().metrics(),
                Versions.upstack())
            .setSamples(request.samples())
            .setNumSamples(evaluation.samples().images())
            .setLabels(evaluation.labels().choice())
            .setConfiguration(RunConfiguration.newBuilder().setEvaluation(evaluation.settings()));
    report
        .addAllWarnings(measurement.measured().warnings())
        .addAllSampleNeighbours(measurement.measured().neighbours());
    LeftOutImages.warning(evaluation.samples()).ifPresent(report::addWarnings);
    measurement.work().stream().map(EvaluationReport::timing).forEach(report::addTimings);
    report.addEvaluationFingerprints(
        Fingerprints.of("evaluation.extractor", evaluation.extractor().file()));
    report.addEvaluationFingerprints(
        Fingerprints.of("evaluation.reference", evaluation.reference().images()));
    report.addEvaluationFingerprints(Fingerprints.of("samples", evaluation.samples()));
    return report.build();
  }

  private static ReportImages images(
      CheckedEvaluation evaluation, List<SampleNeighbours> neighbours) throws IOException {
    return new ShownImages(evaluation.samples(), evaluation.reference().images())
        .load(List.of(), neighbours);
  }
}
