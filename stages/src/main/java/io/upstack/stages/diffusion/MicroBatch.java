package io.upstack.stages.diffusion;

import com.google.common.primitives.ImmutableLongArray;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Samples that go through a network together.
 *
 * @param samples their indices in the run
 * @param labels one a sample, for stages that take them
 * @param lowResolution the images an upsampler is conditioned on
 */
public record MicroBatch(
    ImmutableLongArray samples,
    Optional<ImmutableLongArray> labels,
    Optional<LowResolution> lowResolution) {

  /**
   * Images as a base stage made them.
   *
   * @param images uint8 [N, size, size, 3]
   * @param size edge in pixels
   */
  public record LowResolution(ByteBuffer images, int size) {}
}
