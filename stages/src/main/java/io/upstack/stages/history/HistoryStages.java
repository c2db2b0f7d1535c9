package io.upstack.stages.history;

import io.upstack.proto.HistoryStage;

/** The networks whose checkpoints can vary along a history. */
public final class HistoryStages {
  private HistoryStages() {}

  /** Returns the name in commands and files: base, classifier or upsampler. */
  public static String name(HistoryStage stage) {
    return switch (stage) {
      case HISTORY_BASE -> "base";
      case HISTORY_CLASSIFIER -> "classifier";
      case HISTORY_UPSAMPLER -> "upsampler";
      case HISTORY_STAGE_UNSPECIFIED -> throw unspecified();
    };
  }

  /** Returns the field of the configuration that names the checkpoint. */
  public static String field(HistoryStage stage) {
    return switch (stage) {
      case HISTORY_BASE -> "generation.base.model_path";
      case HISTORY_CLASSIFIER -> "generation.base.classifier.classifier_path";
      case HISTORY_UPSAMPLER -> "generation.upsampler.model_path";
      case HISTORY_STAGE_UNSPECIFIED -> throw unspecified();
    };
  }

  private static IllegalArgumentException unspecified() {
    return new IllegalArgumentException("a stage is missing, expected base, classifier, upsampler");
  }
}
