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
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Optional;

/** {@code upstack export}: writes the program of a stage or an extractor, with its weights. */
public final class ExportWork implements Work<ExportRequest> {
  @Override
  public ExitStatus perform(ExportRequest request, PrintWriter output) throws Exception {
    OutputFile file = OutputFile.of("--output", request.output(), ExistingFile.KEPT);
    ExportedProgram program =
        request instanceof ExportRequest.OfExtractor extractor
            ? ofExtractor(extractor.weights(), file)
            : ofStage((ExportRequest.OfStage) request, file);
    file.write(program.content());
    output.println(request.output() + ":");
    program.methods().forEach(method -> output.println("  " + method));
    return ExitStatus.DONE;
  }

  private static ExportedProgram ofStage(ExportRequest.OfStage request, OutputFile file)
      throws IOException {
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

  private static ExportedProgram ofExtractor(String weights, OutputFile file) throws IOException {
    Problems problems = new Problems();
    file.check(problems);
    Optional<ProgramBuilder> program = inception(weights, problems);
    problems.throwIfAny("the command line");
    return ExportedProgram.ofExtractor(program.orElseThrow());
  }

  private static Optional<ProgramBuilder> inception(String weights, Problems problems)
      throws IOException {
    Optional<Path> local = local(weights, problems);
    if (local.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(InceptionFile.of(local.get()).program());
    } catch (UnknownExtractorException
        | MalformedCheckpointException
        | MalformedGraphException exception) {
      // An object in a bucket is read from a local copy, whose name means nothing to the user.
      problems.add("--extractor", exception.getMessage().replace(local.get().toString(), weights));
    } catch (InvalidInputException exception) {
      exception
          .problems()
          .forEach(problem -> problems.add("--extractor", weights + ": " + problem));
    }
    return Optional.empty();
  }

  private static Optional<Path> local(String weights, Problems problems) {
    Optional<String> misnamed = FilePart.refused(weights, "an extractor");
    if (misnamed.isPresent()) {
      problems.add("--extractor", misnamed.get());
      return Optional.empty();
    }
    try {
      return Optional.of(InputFile.of(weights).localPath());
    } catch (IOException | InvalidLocationException exception) {
      problems.add("--extractor", exception.getMessage());
      return Optional.empty();
    }
  }

  private static Purpose purpose(ExportedStage stage) {
    return switch (stage) {
      case BASE, CLASSIFIER -> Purpose.GENERATE;
      case UPSAMPLER -> Purpose.UPSAMPLE;
    };
  }

  /** Returns the configuration with only the parts that the stage needs. */
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
