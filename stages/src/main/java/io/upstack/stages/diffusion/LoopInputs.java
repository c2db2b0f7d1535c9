package io.upstack.stages.diffusion;

import static java.util.Locale.ROOT;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import io.upstack.stages.programs.BatchParts;
import io.upstack.stages.programs.Program;
import java.util.Optional;

/**
 * The inputs that are the same for all steps of a micro-batch.
 *
 * @param samples the sample indices, [N]
 * @param labels the labels, [N], for stages that take them
 * @param upsampled the images that an upsampler is conditioned on, [N, 3, size, size]
 */
record LoopInputs(NDArray samples, Optional<NDArray> labels, Optional<NDArray> upsampled) {
  static LoopInputs of(Sampler sampler, MicroBatch batch, BatchParts parts, NDManager manager) {
    Denoiser denoiser = sampler.denoiser();
    Optional<NDArray> labels =
        batch
            .labels()
            .filter(given -> denoiser.takesLabels())
            .map(given -> manager.create(given.toArray()));
    if (labels.isPresent() != denoiser.takesLabels()
        || batch.lowResolution().isPresent() != denoiser.isUpsampler()) {
      throw new IllegalArgumentException(
          String.format(
              ROOT,
              "%s needs labels: %s, images: %s",
              sampler.stage().label(),
              denoiser.takesLabels(),
              denoiser.isUpsampler()));
    }
    return new LoopInputs(
        manager.create(batch.samples().toArray()),
        labels,
        batch
            .lowResolution()
            .map(
                low -> enlarged(sampler.program(), batch.samples().length(), low, parts, manager)));
  }

  private static NDArray enlarged(
      Program program,
      int samples,
      MicroBatch.LowResolution low,
      BatchParts parts,
      NDManager manager) {
    Shape shape = new Shape(samples, low.size(), low.size(), Denoiser.IMAGE_CHANNELS);
    NDArray images = manager.create(low.images().duplicate(), shape, DataType.UINT8);
    return Rows.joined(
        parts.run(
            samples,
            (first, end) ->
                program.run("enlarge", new NDList(Rows.of(images, first, end, manager))).get(0)));
  }
}
