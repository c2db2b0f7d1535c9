package io.upstack.stages.inspection;

/** What a checkpoint can be the state dict of. */
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

  /** A name for messages, to follow "a". */
  public String description() {
    return description;
  }

  /** The field of a configuration that names such a checkpoint. */
  public String place() {
    return place;
  }
}
