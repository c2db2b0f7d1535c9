package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.diffusion.NetworkMethods;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.StateDictParameters;
import io.upstack.stages.networks.UNetArchitecture;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.util.List;

/** One call of a denoising network: x, t, low_res of an upsampler, y if conditional, then out. */
record UNetReplay(CaseFolder folder, UNetArchitecture architecture) implements Replay {
  static UNetReplay read(CaseFolder folder, FlagReader flags) {
    UNetArchitecture architecture = NetworkFlags.model(flags.requiredSection("model"));
    flags.refuseOthers();
    return new UNetReplay(folder, architecture);
  }

  static UNetReplay readUpsampler(CaseFolder folder, FlagReader flags) {
    // The size of the conditioning image is that of low_res.
    flags.ignore("small_size");
    UNetArchitecture architecture = NetworkFlags.upsampler(flags.requiredSection("model"));
    flags.refuseOthers();
    return new UNetReplay(folder, architecture);
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("io.npz");
        Program program = program();
        NDManager manager = program.newManager()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDList inputs = new NDList(recorded.get("x"), recorded.get("t"));
      if (architecture.inChannels() == 2 * Denoiser.IMAGE_CHANNELS) {
        inputs.add(recorded.get("low_res"));
      }
      if (architecture.numClasses().isPresent()) {
        inputs.add(recorded.get("y"));
      }
      NDArray out = program.run("forward", inputs).singletonOrThrow();
      return List.of(recorded.compare("out", out, Tolerances.NETWORK));
    }
  }

  private Program program() throws IOException {
    try (StateDict checkpoint = folder.checkpoint("model.pt")) {
      StateDictParameters parameters = new StateDictParameters("model.pt", checkpoint);
      ProgramBuilder program = new ProgramBuilder("Network");
      Weights weights = new Weights(program, parameters, "model_");
      NetworkMethods.denoiser(program, architecture, Precision.FP32, weights);
      parameters.requireFit();
      return TemporaryProgram.load(program, Device.cpu());
    }
  }
}
