package io.upstack.runners.commands;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;

/** Executes command lines on recorded work and keeps what they print. */
final class CommandLineHarness {
  final RecordedWork<RunRequest> run = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<GenerateRequest> generate = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<UpsampleRequest> upsample = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<MergeRequest> merge = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<EvaluateRequest> evaluate = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<ReferenceRequest> reference = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<VerifyRequest> verify = new RecordedWork<>(ExitStatus.FAILED);
  final RecordedWork<ExportRequest> export = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<InspectRequest> inspect = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<BenchRequest> bench = new RecordedWork<>(ExitStatus.DONE);
  final RecordedWork<BenchMetricsRequest> benchMetrics = new RecordedWork<>(ExitStatus.DONE);

  private final StringWriter output = new StringWriter();
  private final StringWriter errors = new StringWriter();

  int execute(String... arguments) {
    return execute(
        List.of(
            new RunCommand(run),
            new GenerateCommand(generate),
            new UpsampleCommand(upsample),
            new MergeCommand(merge),
            new EvaluateCommand(evaluate),
            new ReferenceCommand(reference),
            new VerifyCommand(verify),
            new ExportCommand(export),
            new InspectCommand(inspect),
            new BenchCommand(bench),
            new BenchMetricsCommand(benchMetrics)),
        arguments);
  }

  int execute(List<Subcommand> subcommands, String... arguments) {
    return UpstackCommand.commandLine(
            subcommands, new PrintWriter(output, true), new PrintWriter(errors, true))
        .execute(arguments);
  }

  String output() {
    return output.toString();
  }

  String errors() {
    return errors.toString();
  }
}
