package io.upstack.runners.run;

import io.upstack.proto.Report;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.RunRequest;
import io.upstack.runners.commands.Work;
import io.upstack.runners.evaluation.EvaluatorLines;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.differences.RunTerms;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** {@code upstack run}: makes samples, features, metrics and a report. */
public final class RunWork implements Work<RunRequest> {
  /**
   * What a run measured, and the values from which its differences from other runs are computed.
   */
  public record Evaluated(Report report, RunTerms terms) {}

  @Override
  public ExitStatus perform(RunRequest request, PrintWriter output) throws Exception {
    return perform(request, output, (report, written) -> {});
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
        (report, written) -> evaluated.set(new Evaluated(written, report.terms())));
    return Optional.ofNullable(evaluated.get());
  }

  private interface Receiver {
    void receive(RunReport report, Report written) throws IOException;
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
          runner -> {
            RunReport report = new RunReport(run, runner);
            Report written = report.write();
            EvaluatorLines.print(written.getMetrics(), output);
            output.printf("report: %s/report/index.html%n", run.store().root());
            receiver.receive(report, written);
          });
    }
  }
}
