package io.upstack.stages.models;

import ai.djl.Device;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.DenoiserProgram;
import io.upstack.stages.networks.StateDictParameters;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Sampling programs with the weights of checkpoints. */
public final class DenoiserPrograms {
  private DenoiserPrograms() {}

  /**
   * Writes the program to a file.
   *
   * @param classifier present if and only if the stage is guided
   * @throws io.upstack.stages.problems.InvalidInputException if a checkpoint does not fit
   */
  public static void write(Denoiser denoiser, Path model, Optional<Path> classifier, Path file)
      throws IOException {
    withProgram(
        denoiser,
        model,
        classifier,
        builder -> {
          builder.writeTo(file);
          return file;
        });
  }

  /** Loads the program onto a device. */
  public static Program load(
      Denoiser denoiser, Path model, Optional<Path> classifier, Device device) throws IOException {
    return withProgram(
        denoiser, model, classifier, builder -> TemporaryProgram.load(builder, device));
  }

  private static <T> T withProgram(
      Denoiser denoiser, Path model, Optional<Path> classifier, Use<T> use) throws IOException {
    try (StateDict weights = StateDict.open(model)) {
      StateDictParameters parameters = new StateDictParameters(model.toString(), weights);
      if (classifier.isEmpty()) {
        ProgramBuilder program = DenoiserProgram.write(denoiser, parameters, Optional.empty());
        parameters.requireFit();
        return use.of(program);
      }
      try (StateDict classifierWeights = StateDict.open(classifier.get())) {
        StateDictParameters classifierParameters =
            new StateDictParameters(classifier.get().toString(), classifierWeights);
        ProgramBuilder program =
            DenoiserProgram.write(denoiser, parameters, Optional.of(classifierParameters));
        parameters.requireFit();
        classifierParameters.requireFit();
        return use.of(program);
      }
    }
  }

  /** Uses a program while its checkpoints are open. */
  @FunctionalInterface
  private interface Use<T> {
    T of(ProgramBuilder program) throws IOException;
  }
}
