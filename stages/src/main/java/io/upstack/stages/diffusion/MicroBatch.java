package io.upstack.stages.diffusion;

import com.google.common.primitives.ImmutableLongArray;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Samples that go through a network together.
 *
 * @param samples the indices of the samples in the run
 * @param labels one label for each sample, for stages that take labels
 * @param lowResolution the images that an upsampler is conditioned on
 */
public record MicroBatch(
    ImmutableLongArray samples,
    Optional<ImmutableLongArray> labels,
    Optional<LowResolution> lowResolution) {

  /**
   * Images as a base stage produced them.
   *
   * @param images uint8 [N, size, size, 3]
   * @param size the edge length in pixels
   */
  public record LowResolution(ByteBuffer images, int size) {}
}
