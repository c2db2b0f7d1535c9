package io.upstack.runners.run;

import io.upstack.proto.Report;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.evaluation.EvaluatorLines;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.differences.RunTerms;
import io.upstack.stages.differences.TermsFormat;
import io.upstack.stages.report.MetricTable;
import io.upstack.stages.report.ReportJson;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code upstack run}: makes samples, features, metrics and a report. */
public final class RunWork implements Work<RunRequest> {
  private static final Logger logger = LoggerFactory.getLogger(RunWork.class);

  /**
   * What a run measured, and the values from which its differences from other runs are computed.
   */
  public record Evaluated(Report report, RunTerms terms) {}

  @Override
  public ExitStatus perform(RunRequest request, PrintWriter output) throws Exception {
    return perform(request, output, (run, report) -> {});
  }

  /**
   * Does the same work for a caller that goes on with the result.
   *
   * @return the result; empty if a cluster continues without this process
   */
  public static Optional<Evaluated> evaluate(RunRequest request, PrintWriter output)
      throws Exception {
    AtomicReference<Evaluated> evaluated = new AtomicReference<>();
    perform(
        request,
        output,
        (run, report) ->
            evaluated.set(
                new Evaluated(
                    report, TermsFormat.read(run.store(), TermsFormat.OF_REPORT).orElseThrow())));
    return Optional.ofNullable(evaluated.get());
  }

  private interface Receiver {
    void receive(PreparedRun run, Report report) throws IOException;
  }

  private static ExitStatus perform(RunRequest request, PrintWriter output, Receiver receiver)
      throws Exception {
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
            MetricTable.lines(report).forEach(logger::info);
            EvaluatorLines.print(report.getMetrics(), output);
            output.printf("report: %s/report/index.html%n", run.store().root());
            receiver.receive(run, report);
          });
    }
  }
}
