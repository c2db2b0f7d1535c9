package io.upstack.stages.diffusion;

import ai.djl.ndarray.NDManager;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.Program;

/**
 * Takes samples through all steps of a stage: p_sample_loop and ddim_sample_loop of
 * guided_diffusion/gaussian_diffusion.py. Safe for use by many threads.
 */
public final class Sampler {
  private final SamplingStage stage;
  private final Denoiser denoiser;
  private final Program program;
  private final long seed;

  /**
   * @param program as {@link DenoiserProgram} writes it for {@code denoiser}
   * @param seed keys the noise of every sample
   */
  public Sampler(SamplingStage stage, Denoiser denoiser, Program program, long seed) {
    this.stage = stage;
    this.denoiser = denoiser;
    this.program = program;
    this.seed = seed;
  }

  /** Samples a batch that is alone in its shard. */
  public SampledBatch sample(MicroBatch batch) {
    return sample(batch, new BatchParts());
  }

  /**
   * Samples a batch. Where a step does not fit into memory, it is taken in parts, and so are those
   * after it.
   *
   * @param parts of the shard
   * @throws NonFiniteSampleException naming the first step and sample that was not finite
   * @throws io.upstack.stages.programs.DeviceMemoryException if a single sample does not fit
   * @throws io.upstack.stages.programs.InterruptedWorkException between two steps, if the thread is
   *     interrupted
   */
  public SampledBatch sample(MicroBatch batch, BatchParts parts) {
    try (NDManager manager = program.newManager()) {
      return new SamplingLoop(this, batch, parts, manager).run();
    }
  }

  SamplingStage stage() {
    return stage;
  }

  Denoiser denoiser() {
    return denoiser;
  }

  Program program() {
    return program;
  }

  long seed() {
    return seed;
  }
}
