package io.upstack.stages.models;

import ai.djl.Device;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.DenoiserProgram;
import io.upstack.stages.diffusion.NetworkMethods;
import io.upstack.stages.networks.StateDictParameters;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Builds sampling programs with the weights of checkpoints. */
public final class DenoiserPrograms {
  private DenoiserPrograms() {}

  /**
   * Writes the program to a file.
   *
   * @param classifier present if and only if the stage is guided
   * @throws io.upstack.stages.problems.InvalidInputException if a checkpoint does not fit
   */
  public static void write(
      Denoiser denoiser, CheckpointFile model, Optional<CheckpointFile> classifier, Path file)
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

  /**
   * Writes only the classifier to a file: the methods {@code classifier} and {@code gradient} of a
   * guided stage's program.
   *
   * @throws io.upstack.stages.problems.InvalidInputException if the checkpoint does not fit
   */
  public static void writeClassifier(
      ClassifierGuidance guidance, CheckpointFile classifier, Path file) throws IOException {
    withClassifier(
        guidance,
        classifier,
        builder -> {
          builder.writeTo(file);
          return file;
        });
  }

  /**
   * Loads only the classifier onto a device, as the program that {@link #writeClassifier} writes.
   *
   * @throws io.upstack.stages.problems.InvalidInputException if the checkpoint does not fit
   */
  public static Program loadClassifier(
      ClassifierGuidance guidance, CheckpointFile classifier, Device device) throws IOException {
    return withClassifier(guidance, classifier, builder -> TemporaryProgram.load(builder, device));
  }

  private static <T> T withClassifier(
      ClassifierGuidance guidance, CheckpointFile classifier, Use<T> use) throws IOException {
    try (StateDict weights = open(classifier, guidance)) {
      StateDictParameters parameters = new StateDictParameters(classifier.toString(), weights);
      ProgramBuilder program = new ProgramBuilder("Classifier");
      NetworkMethods.classifier(
          program,
          guidance.architecture(),
          guidance.precision(),
          new Weights(program, parameters, "classifier_"));
      parameters.requireFit();
      return use.of(program);
    }
  }

  /** Loads the program onto a device. */
  public static Program load(
      Denoiser denoiser, CheckpointFile model, Optional<CheckpointFile> classifier, Device device)
      throws IOException {
    return withProgram(
        denoiser, model, classifier, builder -> TemporaryProgram.load(builder, device));
  }

  private static <T> T withProgram(
      Denoiser denoiser, CheckpointFile model, Optional<CheckpointFile> classifier, Use<T> use)
      throws IOException {
    Map<String, List<Long>> expected = ExpectedParameters.of(denoiser.unet());
    try (StateDict weights = StateDict.open(model, Optional.of(expected))) {
      StateDictParameters parameters = new StateDictParameters(model.toString(), weights);
      if (classifier.isEmpty()) {
        ProgramBuilder program = DenoiserProgram.write(denoiser, parameters, Optional.empty());
        parameters.requireFit();
        return use.of(program);
      }
      try (StateDict classifierWeights =
          open(classifier.get(), denoiser.guidance().orElseThrow())) {
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

  private static StateDict open(CheckpointFile classifier, ClassifierGuidance guidance)
      throws IOException {
    return StateDict.open(classifier, Optional.of(ExpectedParameters.of(guidance.architecture())));
  }

  /** Uses a program while its checkpoints are open. */
  @FunctionalInterface
  private interface Use<T> {
    T of(ProgramBuilder program) throws IOException;
  }
}
