package io.upstack.stages.stack;

import io.upstack.proto.FeatureOrder;
import io.upstack.proto.Generation;
import io.upstack.stages.configuration.StackClasses;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.features.FeatureObjects;
import io.upstack.stages.metrics.FeatureWidths;
import io.upstack.stages.shards.ShardLayout;
import io.upstack.stages.shards.ShardLayout.Labelled;
import java.util.Optional;

/** The layouts of the objects that the stages of a stack make. */
public final class StackLayouts {
  private static final String SAMPLES = "samples";

  private StackLayouts() {}

  /**
   * Returns the layout of the base stage: {@code base/}, or {@code samples/} if no stage follows
   * it.
   */
  public static ShardLayout base(Generation generation) {
    String directory = generation.hasUpsampler() ? SamplingStage.BASE.label() : SAMPLES;
    int size =
        generation.hasBase()
            ? generation.getBase().getModel().getImageSize()
            : generation.getUpsampler().getModel().getSmallSize();
    return ShardLayout.ofImages(SamplingStage.BASE.label(), directory, size, labelled(generation));
  }

  /** Returns the layout of the finished samples. */
  public static ShardLayout samples(Generation generation) {
    if (!generation.hasUpsampler()) {
      return base(generation);
    }
    return ShardLayout.ofImages(
        SamplingStage.UPSAMPLE.label(),
        SAMPLES,
        generation.getUpsampler().getModel().getLargeSize(),
        labelled(generation));
  }

  /** Returns the layout of the features of the samples. */
  public static ShardLayout features(FeatureOrder order) {
    return FeatureObjects.ofSamples(order.getExtractorSha256(), widths(order));
  }

  /** Returns the layout of the features of the reference's images. */
  public static ShardLayout referenceFeatures(FeatureOrder order) {
    return imageFeatures(ShardLayout.REFERENCE, order);
  }

  /** Returns the layout of the features of samples that the user provides. */
  public static ShardLayout givenFeatures(FeatureOrder order) {
    return imageFeatures(ShardLayout.FEATURES, order);
  }

  private static ShardLayout imageFeatures(String stage, FeatureOrder order) {
    return FeatureObjects.ofImages(
        stage,
        order.getExtractorSha256(),
        order.getImagesSha256(),
        order.hasCircumstances() ? Optional.of(order.getCircumstances()) : Optional.empty(),
        widths(order));
  }

  /**
   * Describes what determines the bytes of features besides the extractor and the images.
   *
   * @param device a device such as {@code cpu} or {@code cuda:1}; only its kind counts
   * @param intraOpThreads how many threads an operator uses; several may add numbers in another
   *     order. The text does not mention a single thread, so that features are still found that
   *     were made before the number was part of it.
   */
  public static String circumstances(
      String engine, String device, int batchSize, int intraOpThreads) {
    return "%s, %s, %d images at once%s"
        .formatted(
            engine,
            device.replaceFirst(":.*", ""),
            batchSize,
            intraOpThreads == 1 ? "" : ", %d threads an operator".formatted(intraOpThreads));
  }

  /** Returns how many numbers describe an image. */
  public static FeatureWidths widths(FeatureOrder order) {
    return FeatureObjects.widths(order);
  }

  private static Labelled labelled(Generation generation) {
    return Labelled.of(StackClasses.of(generation).isPresent());
  }
}
