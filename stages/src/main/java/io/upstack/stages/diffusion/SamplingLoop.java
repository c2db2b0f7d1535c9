package io.upstack.stages.diffusion;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.InterruptedWorkException;
import io.upstack.stages.programs.Program;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * One micro-batch on its way from noise to images. Its arrays always hold the whole micro-batch,
 * even if steps are taken in parts.
 */
final class SamplingLoop {
  private static final int STAGE_SHIFT = 24;
  private static final int STEPS_BETWEEN_CHECKS_ON_GPU = 10;

  private final SamplingStage stage;
  private final Denoiser denoiser;
  private final Program program;
  private final MicroBatch batch;
  private final int samples;
  private final BatchParts parts;
  private final NDManager manager;
  private final NDArray key;
  private final LoopInputs inputs;
  private final StepClock clock;
  private NDArray x;

  /** For each sample, the first step that gave a number that is not finite, or -1. */
  private NDArray firstBad;

  /**
   * @param manager the manager of everything that outlives a step
   */
  SamplingLoop(Sampler sampler, MicroBatch batch, BatchParts parts, NDManager manager) {
    this.stage = sampler.stage();
    this.denoiser = sampler.denoiser();
    this.program = sampler.program();
    this.batch = batch;
    this.clock = StepClock.start(program, denoiser.process().steps());
    this.samples = batch.samples().length();
    this.parts = parts;
    this.manager = manager;
    long seed = sampler.seed();
    this.key = manager.create(new long[] {seed & 0xFFFFFFFFL, seed >>> Integer.SIZE});
    this.inputs = LoopInputs.of(sampler, batch, parts, manager);
    this.x = Rows.joined(parts.run(samples, (first, end) -> noise(first, end, 0, manager)));
    this.firstBad = manager.full(new Shape(samples), -1, DataType.INT64);
  }

  SampledBatch run() {
    for (int step = denoiser.process().steps() - 1; step >= 0; step--) {
      InterruptedWorkException.throwIfInterrupted(
          String.format(ROOT, "step %d of %s", step, stage.label()));
      take(step);
      if (isCheckedAfter(step)) {
        requireFinite();
        clock.hasWaitedFor(step);
      }
    }
    // Reading the images waits for a GPU, so it must come before the clock is read.
    ByteBuffer images = images();
    return new SampledBatch(images, clock.stepTimes(), clock.modelSeconds());
  }

  private void take(int step) {
    try (NDManager stepManager = manager.newSubManager()) {
      List<NDList> results =
          parts.run(samples, (first, end) -> results(first, end, step, stepManager));
      x.attach(stepManager);
      firstBad.attach(stepManager);
      x = Rows.joined(results.stream().map(result -> result.get(0)).toList());
      x.attach(manager);
      firstBad = Rows.joined(results.stream().map(result -> result.get(2)).toList());
      firstBad.attach(manager);
    }
  }

  private NDList results(int first, int end, int step, NDManager stepManager) {
    NDList arguments = arguments(first, end, step, stepManager);
    NDList results =
        clock.time(
            step,
            () ->
                denoiser.guidance().isPresent()
                    ? program.runWithGradients("step", arguments)
                    : program.run("step", arguments));
    results.attach(stepManager);
    return results;
  }

  /** Returns the arguments in the order of {@link DenoiserProgram}'s {@code step}. */
  private NDList arguments(int first, int end, int step, NDManager stepManager) {
    NDList arguments =
        new NDList(
            Rows.of(x, first, end, stepManager),
            stepManager.create(new long[] {step}),
            Rows.of(firstBad, first, end, stepManager));
    inputs.upsampled().ifPresent(all -> arguments.add(Rows.of(all, first, end, stepManager)));
    inputs.labels().ifPresent(all -> arguments.add(Rows.of(all, first, end, stepManager)));
    if (denoiser.isStochastic()) {
      arguments.add(noise(first, end, step + 1, stepManager));
    }
    return arguments;
  }

  /** Draws noise. Draw 0 is x_T, and draw t + 1 is the noise of step t. */
  private NDArray noise(int first, int end, int draw, NDManager owner) {
    NDArray number = owner.create(new long[] {((long) stage.number() << STAGE_SHIFT) | draw});
    NDArray some = Rows.of(inputs.samples(), first, end, owner);
    NDArray noise = program.run("noise", new NDList(key, some, number)).get(0);
    noise.attach(owner);
    return noise;
  }

  private boolean isCheckedAfter(int step) {
    // Reading a result makes the host wait for the device.
    return !program.isOnGpu() || step % STEPS_BETWEEN_CHECKS_ON_GPU == 0;
  }

  private void requireFinite() {
    long[] steps = firstBad.toLongArray();
    for (int i = 0; i < steps.length; i++) {
      if (steps[i] >= 0) {
        int step = (int) steps[i];
        throw new NonFiniteSampleException(
            stage.label(), step, denoiser.process().timestepMap()[step], batch.samples().get(i));
      }
    }
  }

  private ByteBuffer images() {
    List<byte[]> images =
        parts.run(
            samples,
            (first, end) -> {
              NDArray some = Rows.of(x, first, end, manager);
              return program.run("images", new NDList(some)).get(0).toByteArray();
            });
    ByteBuffer all = ByteBuffer.allocate(images.stream().mapToInt(part -> part.length).sum());
    images.forEach(all::put);
    return all.rewind();
  }
}
