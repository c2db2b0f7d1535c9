package io.upstack.stages.inspection;

import java.util.Map;

/**
 * A network that the shapes of a checkpoint's tensors tell of. Its heads are placeholders: shapes
 * do not depend on them.
 *
 * @param network of image size 0 where the shapes do not tell the size
 * @param differences how many tensors of the checkpoint are not as the network has them; 0 if its
 *     flags give precisely the checkpoint's tensors
 */
public record InferredNetwork(Network network, int differences) {

  /** Whether the flags give precisely the tensors of the checkpoint. */
  public boolean isExact() {
    return differences == 0;
  }

  public boolean tellsImageSize() {
    return network.unet().imageSize() != 0;
  }

  /** The network at this image size, unless the shapes tell the size. */
  InferredNetwork atImageSize(int imageSize) {
    return tellsImageSize()
        ? this
        : new InferredNetwork(network.withImageSize(imageSize), differences);
  }

  /** Those flags that are told, as they stand in a configuration. */
  public Map<NetworkFlag, String> flags() {
    return FlagValues.of(network);
  }
}
