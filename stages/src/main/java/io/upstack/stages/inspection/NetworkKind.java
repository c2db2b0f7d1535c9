package io.upstack.stages.inspection;

/** The kinds of networks whose state dict a checkpoint can be. */
public enum NetworkKind {
  BASE_MODEL("base model", "generation.base.model_path"),
  UPSAMPLER("super-resolution model", "generation.upsampler.model_path"),
  CLASSIFIER("classifier", "generation.base.classifier.classifier_path");

  private final String description;
  private final String place;

  NetworkKind(String description, String place) {
    this.description = description;
    this.place = place;
  }

  /** Returns a name for messages, to follow "a". */
  public String description() {
    return description;
  }

  /** Returns the field of a configuration that names such a checkpoint. */
  public String place() {
    return place;
  }
}
