package io.upstack.runners.run;

import io.upstack.proto.Report;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.evaluation.EvaluatorLines;
import io.upstack.stages.configuration.Purpose;
import java.io.PrintWriter;

/** {@code upstack run}: makes samples, features, metrics and a report. */
public final class RunWork implements Work<RunRequest> {
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
          runner -> {
            Report report = new RunReport(run, runner).write();
            EvaluatorLines.print(report.getMetrics(), output);
            output.printf("report: %s/report/index.html%n", run.store().root());
          });
    }
  }
}
