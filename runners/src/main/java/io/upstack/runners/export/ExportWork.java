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
import io.upstack.stages.checkpoints.MalformedCheckpointException;
import io.upstack.stages.configuration.Purpose;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.inception.InceptionFile;
import io.upstack.stages.inception.MalformedGraphException;
import io.upstack.stages.inception.UnknownExtractorException;
import io.upstack.stages.problems.InvalidInputException;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.programs.ProgramBuilder;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** {@code upstack export}: a stage or an extractor as the program that runs, with its weights. */
public final class ExportWork implements Work<ExportRequest> {
  @Override
  public ExitStatus perform(ExportRequest request, PrintWriter output) throws Exception {
    OutputFile file = new OutputFile(request.output(), ExistingFile.KEPT);
    ExportedProgram program =
        request instanceof ExportRequest.OfExtractor extractor
            ? ofExtractor(extractor.weights(), file)
            : ofStage((ExportRequest.OfStage) request, file);
    file.write(program.content());
    output.println(request.output() + ":");
    program.methods().forEach(method -> output.println("  " + method));
    return ExitStatus.DONE;
  }

  private static ExportedProgram ofStage(ExportRequest.OfStage request, OutputFile file) {
    Problems problems = new Problems();
    ResolvedConfiguration configuration =
        ConfigurationChecks.load(
            request.configuration(),
            purpose(request.stage()),
            whole -> only(request.stage(), whole),
            problems);
    requireClassifier(request.stage(), configuration.configuration().getGeneration(), problems);
    file.check(problems);
    problems.throwIfAny(request.configuration().file().toString());
    return ExportedProgram.of(request.stage(), configuration);
  }

  private static ExportedProgram ofExtractor(Path weights, OutputFile file) throws IOException {
    Problems problems = new Problems();
    file.check(problems);
    Optional<ProgramBuilder> program = inception(weights, problems);
    problems.throwIfAny("the command line");
    return ExportedProgram.ofExtractor(program.orElseThrow());
  }

  private static Optional<ProgramBuilder> inception(Path weights, Problems problems)
      throws IOException {
    if (!Files.isRegularFile(weights)) {
      problems.add("--extractor", "%s is not a file".formatted(weights));
      return Optional.empty();
    }
    try {
      return Optional.of(InceptionFile.of(weights).program());
    } catch (UnknownExtractorException
        | MalformedCheckpointException
        | MalformedGraphException exception) {
      problems.add("--extractor", exception.getMessage());
    } catch (InvalidInputException exception) {
      exception
          .problems()
          .forEach(problem -> problems.add("--extractor", weights + ": " + problem));
    }
    return Optional.empty();
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
