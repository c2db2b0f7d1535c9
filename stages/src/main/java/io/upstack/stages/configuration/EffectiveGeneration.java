package io.upstack.stages.configuration;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.Message;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Classifier;
import io.upstack.proto.Generation;
import io.upstack.proto.Labels;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.proto.UpsamplerStage;

/**
 * A generation with everything filled in that was left out: defaults of the messages, published
 * defaults, and values that one field takes from another. Two generations that make the same
 * samples for the same reasons are equal in this form.
 */
public final class EffectiveGeneration {
  private EffectiveGeneration() {}

  /** Returns the effective form of a generation. Its files keep the paths that were written. */
  public static Generation of(Generation generation) {
    Generation.Builder effective = generation.toBuilder();
    effective.setNumSamples(SampleCounts.of(generation));
    if (!generation.hasLabels() && StackClasses.of(generation).isPresent()) {
      effective.setLabels(Labels.newBuilder().setBalanced(Labels.Balanced.getDefaultInstance()));
    }
    if (generation.hasBase()) {
      effective.setBase(complete(generation.getBase()));
    }
    if (generation.hasUpsampler()) {
      effective.setUpsampler(complete(generation.getUpsampler()));
    }
    writeDefaults(effective);
    return effective.build();
  }

  private static BaseStage complete(BaseStage base) {
    BaseStage.Builder complete = base.toBuilder();
    complete.setModel(complete(base.getModel()));
    complete.setDiffusion(base.getDiffusion());
    complete.setSampling(base.getSampling());
    if (base.hasClassifier()) {
      complete.setClassifier(completeClassifier(base));
    }
    return complete.build();
  }

  private static UpsamplerStage complete(UpsamplerStage upsampler) {
    return upsampler.toBuilder()
        .setModel(complete(upsampler.getModel()))
        .setDiffusion(upsampler.getDiffusion())
        .setSampling(upsampler.getSampling())
        .build();
  }

  private static UNet complete(UNet model) {
    UNet.Builder complete = model.toBuilder();
    PublishedDefaults.channelMultipliers(model)
        .ifPresent(list -> complete.clearChannelMult().addAllChannelMult(list));
    return complete
        .clearAttentionResolutions()
        .addAllAttentionResolutions(PublishedDefaults.attentionResolutions(model))
        .build();
  }

  private static SuperResolution complete(SuperResolution model) {
    SuperResolution.Builder complete = model.toBuilder();
    PublishedDefaults.channelMultipliers(model)
        .ifPresent(list -> complete.clearChannelMult().addAllChannelMult(list));
    return complete
        .clearAttentionResolutions()
        .addAllAttentionResolutions(PublishedDefaults.attentionResolutions(model))
        .build();
  }

  private static Classifier completeClassifier(BaseStage base) {
    Classifier.Builder complete = base.getClassifier().toBuilder();
    PublishedDefaults.classifierMultipliers(base)
        .ifPresent(list -> complete.clearChannelMult().addAllChannelMult(list));
    // Records from before these two fields existed lack them and mean the same.
    if (complete.getNumHeads()
        == PublishedDefaults.classifierHeads(Classifier.getDefaultInstance())) {
      complete.clearNumHeads();
    }
    if (!complete.getUseNewAttentionOrder()) {
      complete.clearUseNewAttentionOrder();
    }
    return complete
        .setImageSize(PublishedDefaults.classifierImageSize(base))
        .setNumClasses(StackClasses.ofClassifier(base))
        .clearClassifierAttentionResolutions()
        .addAllClassifierAttentionResolutions(
            PublishedDefaults.attentionResolutions(base.getClassifier()))
        .build();
  }

  private static void writeDefaults(Message.Builder message) {
    for (FieldDescriptor field : message.getDescriptorForType().getFields()) {
      if (field.isRepeated()) {
        continue;
      }
      boolean isMessage = field.getJavaType() == JavaType.MESSAGE;
      if (isMessage && message.hasField(field)) {
        writeDefaults(message.getFieldBuilder(field));
      }
      if (!isMessage && field.hasDefaultValue() && !message.hasField(field)) {
        message.setField(field, field.getDefaultValue());
      }
    }
  }
}
