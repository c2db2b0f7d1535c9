package io.upstack.stages.inspection;

import io.upstack.proto.BaseStage;
import io.upstack.proto.SuperResolution;
import io.upstack.proto.UNet;
import io.upstack.stages.models.Architectures;
import io.upstack.stages.models.ExpectedParameters;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.UNetArchitecture;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The tensors of a network of any kind.
 *
 * @param unet the UNet, or the encoder of the classifier
 * @param pool the pool of a classifier
 */
public record Network(NetworkKind kind, UNetArchitecture unet, Optional<ClassifierPool> pool) {

  /**
   * A placeholder for heads that shapes do not determine: each has one channel, which divides any
   * number.
   */
  static final AttentionHeads UNTOLD_HEADS =
      new AttentionHeads(1, 1, -1, AttentionOrder.HEADS_FIRST);

  public Network {
    if (pool.isPresent() != (kind == NetworkKind.CLASSIFIER)) {
      throw new IllegalArgumentException("classifiers, and only they, have a pool");
    }
  }

  public static Network of(UNet model) {
    return new Network(NetworkKind.BASE_MODEL, Architectures.of(model), Optional.empty());
  }

  public static Network of(SuperResolution model) {
    return new Network(NetworkKind.UPSAMPLER, Architectures.of(model), Optional.empty());
  }

  /** Returns the classifier of a base stage. */
  public static Network of(BaseStage base) {
    ClassifierArchitecture classifier = Architectures.of(base);
    return new Network(
        NetworkKind.CLASSIFIER, classifier.encoder(), Optional.of(classifier.pool()));
  }

  /**
   * Returns the names and shapes of the tensors in the order of a state dict. They do not depend on
   * how attention is split into heads, which may be invalid here.
   */
  public Map<String, List<Long>> parameters() {
    UNetArchitecture untold = with(unet.imageSize(), unet.attentionDownsampling(), UNTOLD_HEADS);
    return pool.map(head -> ExpectedParameters.of(new ClassifierArchitecture(untold, head)))
        .orElseGet(() -> ExpectedParameters.of(untold));
  }

  /** Returns a network with the same tensors for images of another size. */
  Network withImageSize(int imageSize) {
    return new Network(kind, with(imageSize, unet.attentionDownsampling(), unet.heads()), pool);
  }

  /**
   * Returns the network of the same flags, including the attention resolutions, but of another
   * size.
   */
  Network withFlagsAt(int imageSize) {
    List<Integer> rates =
        unet.attentionDownsampling().stream()
            .filter(rate -> rate >= 1 && rate <= unet.imageSize())
            .map(rate -> imageSize / (unet.imageSize() / rate))
            .toList();
    return new Network(kind, with(imageSize, rates, unet.heads()), pool);
  }

  private UNetArchitecture with(
      int imageSize, List<Integer> attentionDownsampling, AttentionHeads heads) {
    return new UNetArchitecture(
        imageSize,
        unet.inChannels(),
        unet.modelChannels(),
        unet.outChannels(),
        unet.numResBlocks(),
        attentionDownsampling,
        unet.channelMult(),
        unet.numClasses(),
        heads,
        unet.useScaleShiftNorm(),
        unet.resblockUpdown());
  }
}
