package io.upstack.stages.diffusion;

import ai.djl.ndarray.NDManager;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.Program;

/**
 * Takes samples through all steps of a stage, as p_sample_loop and ddim_sample_loop of
 * guided_diffusion/gaussian_diffusion.py do. Many threads can use a sampler at once.
 */
public final class Sampler {
  private final SamplingStage stage;
  private final Denoiser denoiser;
  private final Program program;
  private final long seed;

  /**
   * @param program the program that {@link DenoiserProgram} writes for {@code denoiser}
   * @param seed the key of the noise of every sample
   */
  public Sampler(SamplingStage stage, Denoiser denoiser, Program program, long seed) {
    this.stage = stage;
    this.denoiser = denoiser;
    this.program = program;
    this.seed = seed;
  }

  /** Samples a batch that is the only one in its shard. */
  public SampledBatch sample(MicroBatch batch) {
    return sample(batch, new BatchParts());
  }

  /**
   * Samples a batch. If a step does not fit into memory, it is taken in parts, and so are the steps
   * after it.
   *
   * @param parts the parts that batches of the shard are divided into
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
