package io.upstack.stages.configuration;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import java.util.List;
import java.util.Optional;

/**
 * The flags that determine the shape of a network of any kind.
 *
 * @param names the names of its flags
 * @param multipliers the multipliers, empty if they are neither given nor known from a published
 *     model
 * @param publishedSizes the sizes that have published multipliers
 */
record NetworkFlags(
    Names names,
    int imageSize,
    int channels,
    int residualBlocks,
    Optional<List<Double>> multipliers,
    Attention attention,
    List<Integer> publishedSizes) {

  /** The names of the flags that differ between networks. */
  record Names(String imageSize, String channels, String residualBlocks, String resolutions) {}

  /**
   * @param given the resolutions as configured; empty if the published ones are meant
   * @param resolutions the resolutions given, or the published ones
   * @param heads the number of heads of each attention block, unless headChannels determines it
   * @param headsUpsample the number of heads of the blocks on the way up; -1 means the same number
   * @param headChannels the number of channels of a head; -1 means that the number of heads is
   *     given
   */
  record Attention(
      List<Integer> given,
      List<Integer> resolutions,
      int heads,
      int headsUpsample,
      int headChannels) {
    static final int UNSET = -1;
  }

  static NetworkFlags of(UNet model) {
    return new NetworkFlags(
        new Names("image_size", "num_channels", "num_res_blocks", "attention_resolutions"),
        model.getImageSize(),
        model.getNumChannels(),
        model.getNumResBlocks(),
        PublishedDefaults.channelMultipliers(model),
        new Attention(
            model.getAttentionResolutionsList(),
            PublishedDefaults.attentionResolutions(model),
            model.getNumHeads(),
            model.getNumHeadsUpsample(),
            model.getNumHeadChannels()),
        List.of(64, 128, 256, 512));
  }

  static NetworkFlags of(SuperResolution model) {
    return new NetworkFlags(
        new Names("large_size", "num_channels", "num_res_blocks", "attention_resolutions"),
        model.getLargeSize(),
        model.getNumChannels(),
        model.getNumResBlocks(),
        PublishedDefaults.channelMultipliers(model),
        new Attention(
            model.getAttentionResolutionsList(),
            PublishedDefaults.attentionResolutions(model),
            model.getNumHeads(),
            model.getNumHeadsUpsample(),
            model.getNumHeadChannels()),
        List.of(64, 256, 512));
  }

  /** Returns the flags of the classifier of a base stage. */
  static NetworkFlags ofClassifier(BaseStage base) {
    Classifier classifier = base.getClassifier();
    return new NetworkFlags(
        new Names(
            "image_size",
            "classifier_width",
            "classifier_depth",
            "classifier_attention_resolutions"),
        PublishedDefaults.classifierImageSize(base),
        classifier.getClassifierWidth(),
        classifier.getClassifierDepth(),
        PublishedDefaults.classifierMultipliers(base),
        new Attention(
            classifier.getClassifierAttentionResolutionsList(),
            PublishedDefaults.attentionResolutions(classifier),
            PublishedDefaults.classifierHeads(classifier),
            Attention.UNSET,
            classifier.getNumHeadChannels()),
        List.of(64, 128, 256, 512));
  }
}
