package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Evaluation;
import io.upstack.proto.Generation;
import java.util.ArrayList;
import java.util.List;

/**
 * A file as a configuration names it.
 *
 * @param field the full path of the field, such as generation.base.model_path
 * @param written the file as the field writes it
 * @param kind the kind of file that the field permits
 */
record NamedFile(String field, String written, Kind kind) {
  enum Kind {
    FILE,
    /** A file, or a state dict in it that is named after a {@code #}. */
    CHECKPOINT,
    FILE_OR_DIRECTORY
  }

  NamedFile(String field, String written) {
    this(field, written, Kind.FILE);
  }

  private static NamedFile checkpoint(String field, String written) {
    return new NamedFile(field, written, Kind.CHECKPOINT);
  }

  /** Returns the checkpoints that are named, in the order base, classifier, upsampler. */
  static List<NamedFile> checkpoints(Generation generation) {
    List<NamedFile> files = new ArrayList<>();
    BaseStage base = generation.getBase();
    if (base.hasModelPath()) {
      files.add(checkpoint("generation.base.model_path", base.getModelPath()));
    }
    if (base.getClassifier().hasClassifierPath()) {
      files.add(
          checkpoint(
              "generation.base.classifier.classifier_path",
              base.getClassifier().getClassifierPath()));
    }
    if (generation.getUpsampler().hasModelPath()) {
      files.add(
          checkpoint("generation.upsampler.model_path", generation.getUpsampler().getModelPath()));
    }
    return List.copyOf(files);
  }

  /** Returns the files that are named, in the order extractor, reference. */
  static List<NamedFile> ofEvaluation(Evaluation evaluation) {
    List<NamedFile> files = new ArrayList<>();
    if (evaluation.hasExtractor()) {
      files.add(new NamedFile("evaluation.extractor", evaluation.getExtractor()));
    }
    if (evaluation.hasReference()) {
      files.add(
          new NamedFile("evaluation.reference", evaluation.getReference(), Kind.FILE_OR_DIRECTORY));
    }
    return List.copyOf(files);
  }
}
