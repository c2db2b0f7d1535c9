package io.upstack.runners.bench;

import ai.djl.Device;
import com.google.common.primitives.ImmutableLongArray;
import com.google.common.util.concurrent.Uninterruptibles;
import io.upstack.proto.BaseStage;
import io.upstack.proto.Execution;
import io.upstack.proto.RunConfiguration;
import io.upstack.proto.Sampling;
import io.upstack.proto.UpsamplerStage;
import io.upstack.runners.run.Slots;
import io.upstack.stages.checkpoints.CheckpointFile;
import io.upstack.stages.configuration.ResolvedConfiguration;
import io.upstack.stages.devices.VisibleDevices;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.MicroBatch;
import io.upstack.stages.diffusion.Sampler;
import io.upstack.stages.diffusion.SamplingStage;
import io.upstack.stages.models.DenoiserPrograms;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

/**
 * Times the sampling stages alone, with DDPM and with DDIM. All slots work at once, each on a
 * micro-batch. After a warm-up it times a few steps and scales the result to the configured steps.
 */
final class StageBench {
  private static final int STEPS = 8;
  private static final int CHANNELS = 3;

  private final ResolvedConfiguration configuration;
  private final RunConfiguration message;
  private final Execution execution;

  StageBench(ResolvedConfiguration configuration) {
    this.configuration = configuration;
    this.message = configuration.configuration();
    this.execution = message.getExecution();
  }

  /** Measures every stage with both methods, DDPM first. */
  List<StageSpeed> measure() throws IOException {
    List<StageSpeed> speeds = new ArrayList<>();
    for (boolean ddim : new boolean[] {false, true}) {
      Sampling sampling = Sampling.newBuilder().setUseDdim(ddim).build();
      BaseStage base = message.getGeneration().getBase().toBuilder().setSampling(sampling).build();
      speeds.add(measureBase(base));
      if (message.getGeneration().hasUpsampler()) {
        UpsamplerStage upsampler =
            message.getGeneration().getUpsampler().toBuilder().setSampling(sampling).build();
        speeds.add(measureUpsampler(upsampler));
      }
    }
    return speeds;
  }

  private StageSpeed measureBase(BaseStage stage) throws IOException {
    int steps = Denoisers.base(stage, execution.getDevice()).process().steps();
    BaseStage.Builder few = stage.toBuilder();
    few.getDiffusionBuilder().setTimestepRespacing(Integer.toString(Math.min(STEPS, steps)));
    Optional<CheckpointFile> classifier =
        stage.hasClassifier()
            ? Optional.of(configuration.checkpoint(stage.getClassifier().getClassifierPath()))
            : Optional.empty();
    return measure(
        SamplingStage.BASE,
        Denoisers.base(few.build(), execution.getDevice()),
        configuration.checkpoint(stage.getModelPath()),
        classifier,
        steps);
  }

  private StageSpeed measureUpsampler(UpsamplerStage stage) throws IOException {
    int steps = Denoisers.upsampler(stage, execution.getDevice()).process().steps();
    UpsamplerStage.Builder few = stage.toBuilder();
    few.getDiffusionBuilder().setTimestepRespacing(Integer.toString(Math.min(STEPS, steps)));
    return measure(
        SamplingStage.UPSAMPLE,
        Denoisers.upsampler(few.build(), execution.getDevice()),
        configuration.checkpoint(stage.getModelPath()),
        Optional.empty(),
        steps);
  }

  private StageSpeed measure(
      SamplingStage stage,
      Denoiser denoiser,
      CheckpointFile model,
      Optional<CheckpointFile> classifier,
      int steps)
      throws IOException {
    Device device = VisibleDevices.named(execution.getDevice()).get(0).engineDevice();
    int slots = Slots.computing(execution);
    ExecutorService threads = Executors.newFixedThreadPool(slots);
    try (Program program = DenoiserPrograms.load(denoiser, model, classifier, device)) {
      Sampler sampler = new Sampler(stage, denoiser, program, message.getGeneration().getSeed());
      MicroBatch batch = batch(denoiser);
      sampleOnAll(threads, slots, sampler, batch);
      long start = System.nanoTime();
      sampleOnAll(threads, slots, sampler, batch);
      double secondsAStep = (System.nanoTime() - start) / 1e9 / denoiser.process().steps();
      return new StageSpeed(
          stage.label(),
          denoiser.isStochastic() ? "DDPM" : "DDIM",
          steps,
          secondsAStep,
          slots * execution.getBatchSize() / (secondsAStep * steps));
    } finally {
      threads.shutdown();
    }
  }

  private void sampleOnAll(ExecutorService threads, int slots, Sampler sampler, MicroBatch batch) {
    List<Future<?>> running = new ArrayList<>();
    for (int slot = 0; slot < slots; slot++) {
      Callable<?> work =
          () -> {
            TorchEngine.useThreads(execution.getIntraOpThreads());
            return sampler.sample(batch);
          };
      running.add(threads.submit(work));
    }
    // Waits for all of them, even if one fails: the program is closed next and must not be in use.
    Optional<Throwable> failure = Optional.empty();
    for (Future<?> future : running) {
      try {
        Uninterruptibles.getUninterruptibly(future);
      } catch (ExecutionException e) {
        failure = failure.or(() -> Optional.of(e.getCause()));
      }
    }
    if (failure.isPresent()) {
      throw new IllegalStateException(failure.get().getMessage(), failure.get());
    }
  }

  private MicroBatch batch(Denoiser denoiser) {
    int size = execution.getBatchSize();
    Optional<ImmutableLongArray> labels =
        denoiser.takesLabels()
            ? Optional.of(ImmutableLongArray.copyOf(new long[size]))
            : Optional.empty();
    int low = message.getGeneration().getUpsampler().getModel().getSmallSize();
    Optional<MicroBatch.LowResolution> images =
        denoiser.isUpsampler()
            ? Optional.of(
                new MicroBatch.LowResolution(ByteBuffer.allocate(size * low * low * CHANNELS), low))
            : Optional.empty();
    return new MicroBatch(ImmutableLongArray.copyOf(LongStream.range(0, size)), labels, images);
  }
}
