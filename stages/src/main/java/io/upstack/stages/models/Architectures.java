package io.upstack.stages.models;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.stages.configuration.PublishedDefaults;
import io.upstack.stages.configuration.StackClasses;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.List;
import java.util.OptionalInt;

/**
 * The networks that validated flags describe: create_model, sr_create_model and create_classifier
 * of guided_diffusion/script_util.py.
 */
public final class Architectures {
  private static final int IMAGE_CHANNELS = 3;

  private Architectures() {}

  public static UNetArchitecture of(UNet flags) {
    return new UNetArchitecture(
        flags.getImageSize(),
        IMAGE_CHANNELS,
        flags.getNumChannels(),
        flags.getLearnSigma() ? 2 * IMAGE_CHANNELS : IMAGE_CHANNELS,
        flags.getNumResBlocks(),
        rates(flags.getImageSize(), PublishedDefaults.attentionResolutions(flags)),
        PublishedDefaults.channelMultipliers(flags).orElseThrow(),
        flags.getClassCond() ? OptionalInt.of(flags.getNumClasses()) : OptionalInt.empty(),
        new AttentionHeads(
            flags.getNumHeads(),
            flags.getNumHeadChannels(),
            flags.getNumHeadsUpsample(),
            order(flags.getUseNewAttentionOrder())),
        flags.getUseScaleShiftNorm(),
        flags.getResblockUpdown());
  }

  /** Takes the enlarged low-resolution image as three more channels. */
  public static UNetArchitecture of(SuperResolution flags) {
    return new UNetArchitecture(
        flags.getLargeSize(),
        2 * IMAGE_CHANNELS,
        flags.getNumChannels(),
        flags.getLearnSigma() ? 2 * IMAGE_CHANNELS : IMAGE_CHANNELS,
        flags.getNumResBlocks(),
        rates(flags.getLargeSize(), PublishedDefaults.attentionResolutions(flags)),
        PublishedDefaults.channelMultipliers(flags).orElseThrow(),
        flags.getClassCond() ? OptionalInt.of(flags.getNumClasses()) : OptionalInt.empty(),
        new AttentionHeads(
            flags.getNumHeads(),
            flags.getNumHeadChannels(),
            flags.getNumHeadsUpsample(),
            order(flags.getUseNewAttentionOrder())),
        flags.getUseScaleShiftNorm(),
        flags.getResblockUpdown());
  }

  /** The base stage's classifier, whose image size and classes are the base model's by default. */
  public static ClassifierArchitecture ofClassifier(BaseStage base) {
    Classifier flags = base.getClassifier();
    int imageSize = PublishedDefaults.classifierImageSize(base);
    UNetArchitecture encoder =
        new UNetArchitecture(
            imageSize,
            IMAGE_CHANNELS,
            flags.getClassifierWidth(),
            StackClasses.ofClassifier(base),
            flags.getClassifierDepth(),
            rates(imageSize, PublishedDefaults.attentionResolutions(flags)),
            PublishedDefaults.classifierMultipliers(base).orElseThrow(),
            OptionalInt.empty(),
            new AttentionHeads(1, flags.getNumHeadChannels(), -1, AttentionOrder.HEADS_FIRST),
            flags.getClassifierUseScaleShiftNorm(),
            flags.getClassifierResblockUpdown());
    return new ClassifierArchitecture(
        encoder, ClassifierPool.of(flags.getClassifierPool()).orElseThrow());
  }

  private static List<Integer> rates(int imageSize, List<Integer> resolutions) {
    return resolutions.stream().map(resolution -> imageSize / resolution).toList();
  }

  private static AttentionOrder order(boolean useNewAttentionOrder) {
    return useNewAttentionOrder
        ? AttentionOrder.QUERY_KEY_VALUE_FIRST
        : AttentionOrder.HEADS_FIRST;
  }
}
