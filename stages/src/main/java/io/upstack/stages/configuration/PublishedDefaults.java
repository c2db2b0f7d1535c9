package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import java.util.List;
import java.util.Optional;

/**
 * The values that omitted flags have in the published models, from create_model, sr_create_model
 * and create_classifier of guided-diffusion's guided_diffusion/script_util.py.
 */
public final class PublishedDefaults {
  private static final List<Integer> MODEL_RESOLUTIONS = List.of(16, 8);
  private static final List<Integer> CLASSIFIER_RESOLUTIONS = List.of(32, 16, 8);
  private static final int CLASSIFIER_HEADS = 1;

  private PublishedDefaults() {}

  /**
   * Returns the channel multiplier of each level, or nothing if none are given and the size is not
   * published.
   */
  public static Optional<List<Double>> channelMultipliers(UNet model) {
    return given(model.getChannelMultList()).or(() -> modelMultipliers(model.getImageSize()));
  }

  /**
   * Returns the channel multiplier of each level, or nothing if none are given and the size is not
   * published.
   */
  public static Optional<List<Double>> channelMultipliers(SuperResolution model) {
    return given(model.getChannelMultList())
        .or(() -> superResolutionMultipliers(model.getLargeSize()));
  }

  /**
   * Returns the channel multiplier of each level, or nothing if none are given and the size is not
   * published.
   */
  public static Optional<List<Double>> classifierMultipliers(BaseStage base) {
    return given(base.getClassifier().getChannelMultList())
        .or(() -> modelMultipliers(classifierImageSize(base)));
  }

  /** Returns the resolutions (not rates) that have attention. */
  public static List<Integer> attentionResolutions(UNet model) {
    return given(model.getAttentionResolutionsList()).orElse(MODEL_RESOLUTIONS);
  }

  /** Returns the resolutions (not rates) that have attention. */
  public static List<Integer> attentionResolutions(SuperResolution model) {
    return given(model.getAttentionResolutionsList()).orElse(MODEL_RESOLUTIONS);
  }

  /** Returns the resolutions (not rates) that have attention. */
  public static List<Integer> attentionResolutions(Classifier classifier) {
    return given(classifier.getClassifierAttentionResolutionsList()).orElse(CLASSIFIER_RESOLUTIONS);
  }

  /**
   * Returns the number of heads of each attention block, for a classifier whose head width is not
   * given.
   */
  public static int classifierHeads(Classifier classifier) {
    return classifier.hasNumHeads() ? classifier.getNumHeads() : CLASSIFIER_HEADS;
  }

  /**
   * Returns the edge length of the images that the classifier sees, which is its own or the base
   * model's.
   */
  public static int classifierImageSize(BaseStage base) {
    Classifier classifier = base.getClassifier();
    return classifier.hasImageSize() ? classifier.getImageSize() : base.getModel().getImageSize();
  }

  /** Returns the multipliers of the published base models and classifiers of this size. */
  public static Optional<List<Double>> modelMultipliers(int imageSize) {
    return switch (imageSize) {
      case 64 -> Optional.of(List.of(1.0, 2.0, 3.0, 4.0));
      case 128 -> Optional.of(List.of(1.0, 1.0, 2.0, 3.0, 4.0));
      case 256 -> Optional.of(List.of(1.0, 1.0, 2.0, 2.0, 4.0, 4.0));
      case 512 -> Optional.of(List.of(0.5, 1.0, 1.0, 2.0, 2.0, 4.0, 4.0));
      default -> Optional.empty();
    };
  }

  /** Returns the multipliers of the published upsamplers to this size. */
  public static Optional<List<Double>> superResolutionMultipliers(int largeSize) {
    return switch (largeSize) {
      case 64 -> Optional.of(List.of(1.0, 2.0, 3.0, 4.0));
      case 256, 512 -> Optional.of(List.of(1.0, 1.0, 2.0, 2.0, 4.0, 4.0));
      default -> Optional.empty();
    };
  }

  private static <T> Optional<List<T>> given(List<T> values) {
    return values.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(values));
  }
}
