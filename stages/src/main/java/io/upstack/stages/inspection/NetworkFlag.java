package io.upstack.stages.inspection;

/** The flags that the tensors of a network depend on. */
public enum NetworkFlag {
  IMAGE_SIZE("image_size", "large_size", "image_size"),
  CHANNELS("num_channels", "num_channels", "classifier_width"),
  RESIDUAL_BLOCKS("num_res_blocks", "num_res_blocks", "classifier_depth"),
  CHANNEL_MULTIPLIERS("channel_mult", "channel_mult", "channel_mult"),
  ATTENTION_RESOLUTIONS(
      "attention_resolutions", "attention_resolutions", "classifier_attention_resolutions"),
  CLASS_CONDITIONAL("class_cond", "class_cond", ""),
  CLASSES("num_classes", "num_classes", "num_classes"),
  LEARNED_VARIANCE("learn_sigma", "learn_sigma", ""),
  SCALE_SHIFT_NORM(
      "use_scale_shift_norm", "use_scale_shift_norm", "classifier_use_scale_shift_norm"),
  RESIDUAL_RESAMPLING("resblock_updown", "resblock_updown", "classifier_resblock_updown"),
  POOL("", "", "classifier_pool");

  private final String ofModel;
  private final String ofUpsampler;
  private final String ofClassifier;

  NetworkFlag(String ofModel, String ofUpsampler, String ofClassifier) {
    this.ofModel = ofModel;
    this.ofUpsampler = ofUpsampler;
    this.ofClassifier = ofClassifier;
  }

  /** Returns the name of the flag in the configuration of such a network. */
  public String nameIn(NetworkKind kind) {
    return switch (kind) {
      case BASE_MODEL -> ofModel;
      case UPSAMPLER -> ofUpsampler;
      case CLASSIFIER -> ofClassifier;
    };
  }
}
