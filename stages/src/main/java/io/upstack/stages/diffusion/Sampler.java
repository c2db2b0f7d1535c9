package io.upstack.stages.diffusion;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.Program;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * Takes samples through all steps of a stage: p_sample_loop and ddim_sample_loop of
 * guided_diffusion/gaussian_diffusion.py. Safe for use by many threads.
 */
public final class Sampler {
  private static final int STAGE_SHIFT = 24;
  private static final int STEPS_BETWEEN_CHECKS_ON_GPU = 10;

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

  /**
   * Samples a batch.
   *
   * @throws NonFiniteSampleException naming the first step and sample that was not finite
   */
  public SampledBatch sample(MicroBatch batch) {
    try (NDManager manager = program.newManager()) {
      Inputs inputs = new Inputs(manager, batch);
      long modelNanos = 0;
      NDArray x = noise(inputs, 0, manager);
      NDArray firstBad = manager.full(new Shape(batch.samples().length()), -1, DataType.INT64);
      for (int step = denoiser.process().steps() - 1; step >= 0; step--) {
        try (NDManager stepManager = manager.newSubManager()) {
          NDArray previous = x;
          NDList arguments = arguments(inputs, x, firstBad, step, stepManager);
          long start = System.nanoTime();
          NDList results = run(arguments);
          modelNanos += System.nanoTime() - start;
          x = results.get(0);
          x.attach(manager);
          previous.attach(stepManager);
          firstBad.attach(stepManager);
          firstBad = results.get(2);
          firstBad.attach(manager);
        }
        if (isCheckedAfter(step)) {
          requireFinite(firstBad, batch);
        }
      }
      return new SampledBatch(images(x), denoiser.process().steps(), modelNanos / 1e9);
    }
  }

  private NDList run(NDList arguments) {
    return denoiser.guidance().isPresent()
        ? program.runWithGradients("step", arguments)
        : program.run("step", arguments);
  }

  /** In the order of {@link DenoiserProgram}'s {@code step}. Results go to the first's manager. */
  private NDList arguments(
      Inputs inputs, NDArray x, NDArray firstBad, int step, NDManager stepManager) {
    x.attach(stepManager);
    NDList arguments = new NDList(x, stepManager.create(new long[] {step}), firstBad);
    inputs.upsampled.ifPresent(arguments::add);
    inputs.labels.ifPresent(arguments::add);
    if (denoiser.isStochastic()) {
      arguments.add(noise(inputs, step + 1, stepManager));
    }
    return arguments;
  }

  /** Draw 0 is x_T; draw t + 1 is that of step t. */
  private NDArray noise(Inputs inputs, int draw, NDManager owner) {
    NDArray key = owner.create(new long[] {seed & 0xFFFFFFFFL, seed >>> Integer.SIZE});
    NDArray number = owner.create(new long[] {((long) stage.number() << STAGE_SHIFT) | draw});
    return program.run("noise", new NDList(key, inputs.samples, number)).get(0);
  }

  private boolean isCheckedAfter(int step) {
    // Reading a result makes the host wait for the device.
    return !program.isOnGpu() || step % STEPS_BETWEEN_CHECKS_ON_GPU == 0;
  }

  private void requireFinite(NDArray firstBad, MicroBatch batch) {
    long[] steps = firstBad.toLongArray();
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] >= 0) {
        int step = (int) steps[i];
        throw new NonFiniteSampleException(
            stage.label(), step, denoiser.process().timestepMap()[step], batch.samples().get(i));
      }
    }
  }

  private ByteBuffer images(NDArray x) {
    return ByteBuffer.wrap(program.run("images", new NDList(x)).get(0).toByteArray());
  }

  /** What is the same for all steps. */
  private final class Inputs {
    private final NDArray samples;
    private final Optional<NDArray> labels;
    private final Optional<NDArray> upsampled;

    private Inputs(NDManager manager, MicroBatch batch) {
      samples = manager.create(batch.samples().toArray());
      labels =
          batch
              .labels()
              .filter(given -> denoiser.takesLabels())
              .map(given -> manager.create(given.toArray()));
      upsampled = batch.lowResolution().map(low -> enlarged(manager, batch, low));
      if (labels.isPresent() != denoiser.takesLabels()
          || upsampled.isPresent() != denoiser.isUpsampler()) {
        throw new IllegalArgumentException(
            "%s needs labels: %s, images: %s"
                .formatted(stage.label(), denoiser.takesLabels(), denoiser.isUpsampler()));
      }
    }

    private NDArray enlarged(NDManager manager, MicroBatch batch, MicroBatch.LowResolution low) {
      Shape shape = new Shape(batch.samples().length(), low.size(), low.size(), 3);
      NDArray images = manager.create(low.images().duplicate(), shape, DataType.UINT8);
      return program.run("enlarge", new NDList(images)).get(0);
    }
  }
}
