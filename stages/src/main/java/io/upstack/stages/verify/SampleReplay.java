package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.diffusion.ClassifierGuidance;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.DenoiserProgram;
import io.upstack.stages.diffusion.SamplerOptions;
import io.upstack.stages.diffusion.SamplingMethod;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.StateDictParameters;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A sampling run of a stage, with or without guidance, whose noise was recorded. */
record SampleReplay(CaseFolder folder, Denoiser denoiser) implements Replay {
  static SampleReplay read(CaseFolder folder, FlagReader flags) {
    boolean upsampler = flags.optionalInteger("small_size").isPresent();
    FlagReader model = flags.requiredSection("model");
    UNetArchitecture unet = upsampler ? NetworkFlags.upsampler(model) : NetworkFlags.model(model);
    boolean learned = unet.outChannels() == 2 * Denoiser.IMAGE_CHANNELS;
    DiffusionFlags diffusion = DiffusionFlags.read(flags.requiredSection("diffusion"), learned);
    double scale = flags.number("classifier_scale", 1);
    Optional<ClassifierGuidance> guidance =
        flags
            .section("classifier")
            .map(NetworkFlags::classifier)
            .map(architecture -> guidance(architecture, scale));
    double eta = flags.number("eta", 0);
    SamplerOptions options =
        new SamplerOptions(
            flags.truth("use_ddim", false)
                ? new SamplingMethod.Ddim(eta)
                : new SamplingMethod.Ddpm(),
            diffusion.prediction(),
            diffusion.variance(),
            flags.truth("clip_denoised", true),
            diffusion.rescaleTimesteps());
    flags.refuseOthers();
    return new SampleReplay(
        folder, new Denoiser(unet, Precision.FP32, diffusion.process(), options, guidance));
  }

  private static ClassifierGuidance guidance(ClassifierArchitecture architecture, double scale) {
    return new ClassifierGuidance(architecture, Precision.FP32, scale);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("io.npz");
        Program program = program();
        NDManager manager = program.newManager()) {
      return new RecordedRun(denoiser, program, new RecordedArrays(file, manager)).compare();
    }
  }

  private Program program() throws IOException {
    try (StateDict model = folder.checkpoint("model.pt")) {
      StateDictParameters parameters = new StateDictParameters("model.pt", model);
      if (denoiser.guidance().isEmpty()) {
        ProgramBuilder program = DenoiserProgram.write(denoiser, parameters, Optional.empty());
        parameters.requireFit();
        return TemporaryProgram.load(program, Device.cpu());
      }
      return guidedProgram(parameters);
    }
  }

  private Program guidedProgram(StateDictParameters parameters) throws IOException {
    try (StateDict classifier = folder.checkpoint("classifier.pt")) {
      StateDictParameters classifierParameters =
          new StateDictParameters("classifier.pt", classifier);
      ProgramBuilder program =
          DenoiserProgram.write(denoiser, parameters, Optional.of(classifierParameters));
      parameters.requireFit();
      classifierParameters.requireFit();
      return TemporaryProgram.load(program, Device.cpu());
    }
  }
}
