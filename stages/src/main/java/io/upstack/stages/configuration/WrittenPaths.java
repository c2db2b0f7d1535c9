package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Evaluation;
import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.UpsamplerStage;
import io.upstack.stages.problems.Problems;
import io.upstack.stages.store.FilePart;
import io.upstack.stages.store.HomePaths;
import io.upstack.stages.store.InputDirectory;
import io.upstack.stages.store.InputFile;
import io.upstack.stages.store.InvalidLocationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Changes the relative paths that a configuration has as it was written. */
public final class WrittenPaths {
  private static final String MODELS = "--models";

  private WrittenPaths() {}

  /**
   * Has the paths of an included file start from the folder of the file that includes it.
   *
   * @param from the folder of the included file
   * @param to the folder of the including file
   */
  public static void rebase(RunConfiguration.Builder configuration, Path from, Path to) {
    if (from.equals(to)) {
      return;
    }
    UnaryOperator<String> rebase =
        written -> to.relativize(from.resolve(written).normalize()).toString();
    changeInputs(configuration, rebase);
    if (!configuration.getEvaluation().getReferenceCache().isEmpty()) {
      Evaluation.Builder evaluation = configuration.getEvaluationBuilder();
      evaluation.setReferenceCache(ifRelative(evaluation.getReferenceCache(), rebase));
    }
  }

  /**
   * Has the checkpoints, the extractor and the reference come from a folder by their names, with
   * whatever folder was written before the name left out. Absolute paths are kept. A published file
   * is also found where a copy of the whole published tree has it.
   *
   * @param folder a path, or a {@code gs://} path
   */
  static void findIn(String folder, RunConfiguration.Builder configuration, Problems problems) {
    try {
      String expanded = HomePaths.expand(folder);
      String located =
          FileRules.isBucket(expanded)
              ? expanded.replaceFirst("/+$", "")
              : Path.of(expanded).toAbsolutePath().normalize().toString();
      if (!FileRules.isBucket(expanded) && InputDirectory.find(located).isEmpty()) {
        problems.add(MODELS, located + " is not a folder that exists");
        return;
      }
      changeInputs(configuration, written -> place(located, written));
    } catch (IOException
        | UncheckedIOException
        | InvalidLocationException
        | InvalidPathException e) {
      problems.add(MODELS, e.getMessage());
    }
  }

  private static String place(String folder, String written) {
    String atTop = folder + "/" + PublishedFiles.name(written);
    return PublishedFiles.path(PublishedFiles.name(written))
        .map(path -> folder + "/" + path)
        .filter(inTree -> !inTree.equals(atTop))
        .filter(inTree -> !exists(atTop) && exists(inTree))
        .orElse(atTop);
  }

  private static boolean exists(String location) {
    return InputFile.of(FilePart.of(location).location()).exists();
  }

  private static void changeInputs(
      RunConfiguration.Builder configuration, UnaryOperator<String> change) {
    Generation generation = configuration.getGeneration();
    if (!generation.getBase().getModelPath().isEmpty()) {
      BaseStage.Builder base = configuration.getGenerationBuilder().getBaseBuilder();
      base.setModelPath(ifRelative(base.getModelPath(), change));
    }
    if (!generation.getBase().getClassifier().getClassifierPath().isEmpty()) {
      Classifier.Builder classifier =
          configuration.getGenerationBuilder().getBaseBuilder().getClassifierBuilder();
      classifier.setClassifierPath(ifRelative(classifier.getClassifierPath(), change));
    }
    if (!generation.getUpsampler().getModelPath().isEmpty()) {
      UpsamplerStage.Builder upsampler = configuration.getGenerationBuilder().getUpsamplerBuilder();
      upsampler.setModelPath(ifRelative(upsampler.getModelPath(), change));
    }
    if (!configuration.getEvaluation().getExtractor().isEmpty()) {
      Evaluation.Builder evaluation = configuration.getEvaluationBuilder();
      evaluation.setExtractor(ifRelative(evaluation.getExtractor(), change));
    }
    if (!configuration.getEvaluation().getReference().isEmpty()) {
      Evaluation.Builder evaluation = configuration.getEvaluationBuilder();
      evaluation.setReference(ifRelative(evaluation.getReference(), change));
    }
  }

  private static String ifRelative(String written, UnaryOperator<String> change) {
    try {
      return FileRules.isBucket(written) || Path.of(HomePaths.expand(written)).isAbsolute()
          ? written
          : change.apply(written);
    } catch (InvalidPathException e) {
      // The rules for files report it, with the name of its field.
      return written;
    }
  }
}
