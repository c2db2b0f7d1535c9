package io.upstack.runners.run;

import io.upstack.proto.Report;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.evaluation.EvaluatorLines;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.report.MetricTable;
import io.upstack.stages.report.ReportJson;
import java.io.PrintWriter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code upstack run}: makes samples, features, metrics and a report. */
public final class RunWork implements Work<RunRequest> {
  private static final Logger logger = LoggerFactory.getLogger(RunWork.class);

  @Override
  public ExitStatus perform(RunRequest request, PrintWriter output) throws Exception {
    ShardRun.getReady(request.runner());
    PreparedRun run =
        Preparation.of(Purpose.RUN)
            .on(request.runner())
            .prepare(request.configuration(), request.output());
    try (run) {
      return ShardRun.perform(
          run,
          request.runner(),
          output,
          () -> {
            Report report = ReportJson.read(run.store());
            MetricTable.lines(report.getMetrics(), report.getWarningsList()).forEach(logger::info);
            EvaluatorLines.print(report.getMetrics(), output);
            output.printf("report: %s/report/index.html%n", run.store().root());
          });
    }
  }
}
