package io.upstack.stages.diffusion;

import ai.djl.Device;
import io.upstack.stages.networks.AttentionHeads;
import io.upstack.stages.networks.AttentionOrder;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.ClassifierPool;
import io.upstack.stages.networks.Parameters;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.RandomParameters;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.programs.LimitedProgram;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import io.upstack.stages.programs.TorchEngine;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Denoisers that sample in milliseconds. Their samples look like nothing. */
public final class TinyDenoisers {
  public static final int CLASSES = 4;

  private TinyDenoisers() {}

  /** A guided, class-conditional model of 4x4 images: three DDPM steps with a learned variance. */
  public static Denoiser guidedBase() {
    UNetArchitecture classifier = architecture(4, 3, CLASSES, OptionalInt.empty());
    return new Denoiser(
        architecture(4, 3, 6, OptionalInt.of(CLASSES)),
        Precision.FP32,
        DiffusionProcess.of(NoiseSchedule.COSINE, 1000, "3"),
        new SamplerOptions(
            new SamplingMethod.Ddpm(), Prediction.EPSILON, VarianceType.LEARNED_RANGE, true, false),
        Optional.of(
            new ClassifierGuidance(
                new ClassifierArchitecture(classifier, ClassifierPool.ATTENTION),
                Precision.FP32,
                2)));
  }

  /** An unconditional model of 4x4 images: DDIM without noise. */
  public static Denoiser unconditional(SamplingMethod method, Prediction prediction, int steps) {
    return new Denoiser(
        architecture(4, 3, 3, OptionalInt.empty()),
        Precision.FP32,
        DiffusionProcess.of(NoiseSchedule.COSINE, 1000, Integer.toString(steps)),
        new SamplerOptions(method, prediction, VarianceType.FIXED_SMALL, true, false),
        Optional.empty());
  }

  /** A class-conditional upsampler from 4x4 to 8x8 images: two DDIM steps. */
  public static Denoiser upsampler() {
    return new Denoiser(
        architecture(8, 6, 3, OptionalInt.of(CLASSES)),
        Precision.FP32,
        DiffusionProcess.of(NoiseSchedule.LINEAR, 1000, "2"),
        new SamplerOptions(
            new SamplingMethod.Ddim(0), Prediction.EPSILON, VarianceType.FIXED_SMALL, true, false),
        Optional.empty());
  }

  /** Loads a denoiser with weights of {@link RandomParameters}. */
  public static Program load(Denoiser denoiser) throws IOException {
    return load(denoiser, new RandomParameters());
  }

  public static Program load(Denoiser denoiser, Parameters parameters) throws IOException {
    // Several threads cost more than they bring on so little.
    TorchEngine.useThreads(1);
    return TemporaryProgram.load(program(denoiser, parameters), Device.cpu());
  }

  /**
   * The same as {@link #load(Denoiser)}, with a method that runs out of memory.
   *
   * @param parameter of the method, whose rows count
   * @param most rows that fit
   */
  public static Program limited(Denoiser denoiser, String method, String parameter, int most)
      throws IOException {
    return limited(denoiser, method, parameter, most, Device.cpu());
  }

  static Program limited(
      Denoiser denoiser, String method, String parameter, int most, Device device)
      throws IOException {
    TorchEngine.useThreads(1);
    return LimitedProgram.load(
        program(denoiser, new RandomParameters()), method, parameter, most, device);
  }

  /** Does what {@link #load(Denoiser)} does on another device. */
  static Program load(Denoiser denoiser, Device device) throws IOException {
    return TemporaryProgram.load(program(denoiser, new RandomParameters()), device);
  }

  private static ProgramBuilder program(Denoiser denoiser, Parameters parameters) {
    Optional<Parameters> classifier = denoiser.guidance().map(guidance -> new RandomParameters());
    return DenoiserProgram.write(denoiser, parameters, classifier);
  }

  private static UNetArchitecture architecture(
      int size, int inChannels, int outChannels, OptionalInt classes) {
    return new UNetArchitecture(
        size,
        inChannels,
        32,
        outChannels,
        1,
        List.of(2),
        List.of(1.0, 1.0),
        classes,
        new AttentionHeads(1, 32, -1, AttentionOrder.HEADS_FIRST),
        true,
        true);
  }
}
