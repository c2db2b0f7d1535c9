package io.upstack.stages.diffusion;

import java.nio.ByteBuffer;

/**
 * Finished samples.
 *
 * @param images uint8 [N, size, size, 3]
 * @param stepTimes the times of the network steps taken
 * @param modelSeconds the time spent inside the step program
 */
public record SampledBatch(ByteBuffer images, StepTimes stepTimes, double modelSeconds) {}
