package io.upstack.runners.export;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Generation;
import io.upstack.runners.commands.ExportedStage;
import io.upstack.runners.files.OutputFile;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.models.DenoiserPrograms;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.programs.ProgramBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A program that can be written to a file, and its methods. */
record ExportedProgram(List<ExportedMethod> methods, OutputFile.Content content) {
  ExportedProgram {
    methods = List.copyOf(methods);
  }

  /** Returns the program of a stage of a configuration that has been checked. */
  static ExportedProgram of(ExportedStage stage, ResolvedConfiguration configuration)
      throws IOException {
    Generation generation = configuration.configuration().getGeneration();
    String device = configuration.configuration().getExecution().getDevice();
    BaseStage base = generation.getBase();
    return switch (stage) {
      case BASE ->
          of(
              Denoisers.base(base, device),
              configuration.checkpoint(base.getModelPath()),
              base.hasClassifier()
                  ? Optional.of(classifierFile(configuration, base))
                  : Optional.empty());
      case CLASSIFIER ->
          of(
              Denoisers.base(base, device).guidance().orElseThrow(),
              classifierFile(configuration, base));
      case UPSAMPLER ->
          of(
              Denoisers.upsampler(generation.getUpsampler(), device),
              configuration.checkpoint(generation.getUpsampler().getModelPath()),
              Optional.empty());
    };
  }

  /** Returns the Inception program, which maps images to features, spatial features and logits. */
  static ExportedProgram ofExtractor(ProgramBuilder program) {
    ExportedMethod forward =
        new ExportedMethod(
            "forward",
            List.of(ExportedTensor.of("images", "uint8", "N", 3, "H", "W")),
            List.of(
                ExportedTensor.of("features", "float32", "N", 2048),
                ExportedTensor.of("spatial", "float32", "N", 2023),
                ExportedTensor.of("logits", "float32", "N", 1008)));
    return new ExportedProgram(List.of(forward), program::writeTo);
  }

  private static ExportedProgram of(
      Denoiser denoiser, CheckpointFile model, Optional<CheckpointFile> classifier) {
    return new ExportedProgram(
        ExportedMethods.of(denoiser),
        file -> DenoiserPrograms.write(denoiser, model, classifier, file));
  }

  private static ExportedProgram of(ClassifierGuidance guidance, CheckpointFile classifier) {
    return new ExportedProgram(
        ExportedMethods.of(guidance),
        file -> DenoiserPrograms.writeClassifier(guidance, classifier, file));
  }

  private static CheckpointFile classifierFile(ResolvedConfiguration configuration, BaseStage base)
      throws IOException {
    return configuration.checkpoint(base.getClassifier().getClassifierPath());
  }
}
