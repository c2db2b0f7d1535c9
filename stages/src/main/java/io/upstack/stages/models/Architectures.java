package io.upstack.stages.models;

import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.stages.configuration.PublishedDefaults;
import io.upstack.stages.configuration.StackClasses;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Builds the architectures that flags describe, as create_model, sr_create_model and
 * create_classifier of guided_diffusion/script_util.py do. The flags must have passed {@link
 * io.upstack.stages.configuration.ConfigurationValidator}.
 */
public final class Architectures {
  private static final int UNSET = -1;

  private Architectures() {}

  public static UNetArchitecture of(UNet model) {
    return new UNetArchitecture(
        model.getImageSize(),
        Denoiser.IMAGE_CHANNELS,
        model.getNumChannels(),
        outputs(model.getLearnSigma()),
        model.getNumResBlocks(),
        rates(model.getImageSize(), PublishedDefaults.attentionResolutions(model)),
        known(PublishedDefaults.channelMultipliers(model), model.getImageSize()),
        classes(model.getClassCond(), model.getNumClasses()),
        new AttentionHeads(
            model.getNumHeads(),
            model.getNumHeadChannels(),
            model.getNumHeadsUpsample(),
            order(model.getUseNewAttentionOrder())),
        model.getUseScaleShiftNorm(),
        model.getResblockUpdown());
  }

  /**
   * Returns the network of a super-resolution model. Its input is the noisy image followed by the
   * enlarged image that it refines.
   */
  public static UNetArchitecture of(SuperResolution model) {
    return new UNetArchitecture(
        model.getLargeSize(),
        2 * Denoiser.IMAGE_CHANNELS,
        model.getNumChannels(),
        outputs(model.getLearnSigma()),
        model.getNumResBlocks(),
        rates(model.getLargeSize(), PublishedDefaults.attentionResolutions(model)),
        known(PublishedDefaults.channelMultipliers(model), model.getLargeSize()),
        classes(model.getClassCond(), model.getNumClasses()),
        new AttentionHeads(
            model.getNumHeads(),
            model.getNumHeadChannels(),
            model.getNumHeadsUpsample(),
            order(model.getUseNewAttentionOrder())),
        model.getUseScaleShiftNorm(),
        model.getResblockUpdown());
  }

  /**
   * Returns the classifier of a base stage. Its image size and number of classes are those of the
   * base model unless the classifier sets its own.
   */
  public static ClassifierArchitecture of(BaseStage base) {
    Classifier classifier = base.getClassifier();
    int imageSize = PublishedDefaults.classifierImageSize(base);
    UNetArchitecture encoder =
        new UNetArchitecture(
            imageSize,
            Denoiser.IMAGE_CHANNELS,
            classifier.getClassifierWidth(),
            StackClasses.ofClassifier(base),
            classifier.getClassifierDepth(),
            rates(imageSize, PublishedDefaults.attentionResolutions(classifier)),
            known(PublishedDefaults.classifierMultipliers(base), imageSize),
            OptionalInt.empty(),
            new AttentionHeads(
                PublishedDefaults.classifierHeads(classifier),
                classifier.getNumHeadChannels(),
                UNSET,
                order(classifier.getUseNewAttentionOrder())),
            classifier.getClassifierUseScaleShiftNorm(),
            classifier.getClassifierResblockUpdown());
    return new ClassifierArchitecture(encoder, pool(classifier));
  }

  /**
   * Counts the output channels: epsilon, followed by the interpolation of the variance if that is
   * learned.
   */
  private static int outputs(boolean learnSigma) {
    return learnSigma ? 2 * Denoiser.IMAGE_CHANNELS : Denoiser.IMAGE_CHANNELS;
  }

  private static OptionalInt classes(boolean classCond, int numClasses) {
    return classCond ? OptionalInt.of(numClasses) : OptionalInt.empty();
  }

  private static AttentionOrder order(boolean useNewAttentionOrder) {
    return useNewAttentionOrder ? AttentionOrder.QUERY_KEY_VALUE_FIRST : AttentionOrder.HEADS_FIRST;
  }

  private static ClassifierPool pool(Classifier classifier) {
    String flag = classifier.getClassifierPool();
    return ClassifierPool.of(flag)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "classifier_pool is '%s', expected one of %s"
                        .formatted(flag, ClassifierPool.flags())));
  }

  private static List<Integer> rates(int imageSize, List<Integer> resolutions) {
    return resolutions.stream().map(resolution -> imageSize / resolution).distinct().toList();
  }

  private static List<Double> known(Optional<List<Double>> multipliers, int imageSize) {
    return multipliers.orElseThrow(
        () ->
            new IllegalArgumentException(
                "channel_mult is missing, and no published model has an image size of "
                    + imageSize));
  }
}
