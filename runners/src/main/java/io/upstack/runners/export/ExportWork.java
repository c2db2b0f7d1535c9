package io.upstack.runners.export;

import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.runners.commands.ExitStatus;
import io.upstack.runners.commands.ExportRequest;
import io.upstack.runners.commands.ExportedStage;
import io.upstack.runners.commands.Work;
import io.upstack.runners.files.ExistingFile;
import io.upstack.runners.files.OutputFile;
import io.upstack.runners.run.ConfigurationChecks;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.problems.Problems;
import java.io.PrintWriter;

/** {@code upstack export}: the program of a stage, as Upstack runs it, with its weights. */
public final class ExportWork implements Work<ExportRequest> {
  @Override
  public ExitStatus perform(ExportRequest request, PrintWriter output) throws Exception {
    Problems problems = new Problems();
    ResolvedConfiguration configuration =
        ConfigurationChecks.load(
            request.configuration(),
            purpose(request.stage()),
            whole -> only(request.stage(), whole),
            problems);
    requireClassifier(request.stage(), configuration.configuration().getGeneration(), problems);
    OutputFile file = new OutputFile(request.output(), ExistingFile.KEPT);
    file.check(problems);
    problems.throwIfAny(request.configuration().file().toString());

    ExportedProgram program = ExportedProgram.of(request.stage(), configuration);
    file.write(program.content());
    output.println(request.output() + ":");
    program.methods().forEach(method -> output.println("  " + method));
    return ExitStatus.DONE;
  }

  private static Purpose purpose(ExportedStage stage) {
    return switch (stage) {
      case BASE, CLASSIFIER -> Purpose.GENERATE;
      case UPSAMPLER -> Purpose.UPSAMPLE;
    };
  }

  /** What the others are is of no concern. */
  private static RunConfiguration only(ExportedStage stage, RunConfiguration whole) {
    RunConfiguration.Builder configuration = whole.toBuilder().clearEvaluation();
    configuration.getGenerationBuilder().clearLabels();
    switch (stage) {
      case BASE, CLASSIFIER -> configuration.getGenerationBuilder().clearUpsampler();
      case UPSAMPLER -> configuration.getGenerationBuilder().clearBase();
    }
    return configuration.build();
  }

  private static void requireClassifier(
      ExportedStage stage, Generation generation, Problems problems) {
    if (stage == ExportedStage.CLASSIFIER && !generation.getBase().hasClassifier()) {
      problems.add(
          "generation.base.classifier",
          "is missing; the stage to export is the classifier, expected base or upsampler");
    }
  }
}
