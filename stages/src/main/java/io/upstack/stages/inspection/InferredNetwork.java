package io.upstack.stages.inspection;

import io.upstack.stages.configuration.PublishedDefaults;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A network that was inferred from the shapes of a checkpoint's tensors. Its heads are
 * placeholders, because shapes do not depend on them.
 *
 * @param network the network; its image size is 0 if the shapes do not determine it
 * @param differences number of tensors of the checkpoint that differ from the network's; 0 if its
 *     flags give exactly the checkpoint's tensors
 */
public record InferredNetwork(Network network, int differences) {

  /** Returns whether the flags give exactly the tensors of the checkpoint. */
  public boolean isExact() {
    return differences == 0;
  }

  public boolean tellsImageSize() {
    return network.unet().imageSize() != 0;
  }

  /** Returns the network at this image size, unless the shapes determine the size. */
  public InferredNetwork atImageSize(int imageSize) {
    return tellsImageSize()
        ? this
        : new InferredNetwork(network.withImageSize(imageSize), differences);
  }

  /** Returns the image sizes of the published networks with the same multipliers. */
  public List<Integer> publishedSizes() {
    Optional<List<Double>> multipliers = Optional.of(network.unet().channelMult());
    return Stream.of(64, 128, 256, 512)
        .filter(size -> published(network.kind(), size).equals(multipliers))
        .toList();
  }

  private static Optional<List<Double>> published(NetworkKind kind, int size) {
    return switch (kind) {
      case BASE_MODEL, CLASSIFIER -> PublishedDefaults.modelMultipliers(size);
      case UPSAMPLER -> PublishedDefaults.superResolutionMultipliers(size);
    };
  }

  /** Returns the flags that were inferred, as a configuration writes them. */
  public Map<NetworkFlag, String> flags() {
    return FlagValues.of(network);
  }
}
