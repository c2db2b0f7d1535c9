package io.upstack.stages.configuration;

import io.upstack.proto.Generation;
import io.upstack.proto.RunConfiguration;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A configuration and the directory that its relative paths start from. The message keeps the paths
 * as they were written.
 *
 * @param directory absolute
 */
public record ResolvedConfiguration(RunConfiguration configuration, Path directory) {

  /** Paths are relative to the file that the configuration was read from. */
  public static ResolvedConfiguration of(RunConfiguration configuration, Path file) {
    Path absolute = file.toAbsolutePath().normalize();
    return new ResolvedConfiguration(
        configuration, Optional.ofNullable(absolute.getParent()).orElse(absolute));
  }

  /**
   * @throws java.nio.file.InvalidPathException if the text is not a path
   */
  public Path resolve(String written) {
    return directory.resolve(written).normalize();
  }

  /** The checkpoints that are named, in the order base, classifier, upsampler. */
  public List<ConfiguredFile> checkpoints() {
    Generation generation = configuration.getGeneration();
    List<ConfiguredFile> files = new ArrayList<>();
    if (generation.getBase().hasModelPath()) {
      files.add(file("generation.base.model_path", generation.getBase().getModelPath()));
    }
    if (generation.getBase().getClassifier().hasClassifierPath()) {
      files.add(
          file(
              "generation.base.classifier.classifier_path",
              generation.getBase().getClassifier().getClassifierPath()));
    }
    if (generation.getUpsampler().hasModelPath()) {
      files.add(file("generation.upsampler.model_path", generation.getUpsampler().getModelPath()));
    }
    return List.copyOf(files);
  }

  /** The files of the evaluation that are named, in the order extractor, reference. */
  public List<ConfiguredFile> evaluationFiles() {
    List<ConfiguredFile> files = new ArrayList<>();
    if (configuration.getEvaluation().hasExtractor()) {
      files.add(file("evaluation.extractor", configuration.getEvaluation().getExtractor()));
    }
    if (configuration.getEvaluation().hasReference()) {
      files.add(file("evaluation.reference", configuration.getEvaluation().getReference()));
    }
    return List.copyOf(files);
  }

  private ConfiguredFile file(String field, String written) {
    return new ConfiguredFile(field, written, resolve(written));
  }
}
