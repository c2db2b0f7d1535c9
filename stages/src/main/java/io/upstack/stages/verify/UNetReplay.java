package io.upstack.stages.verify;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.diffusion.Denoiser;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.util.List;

/**
 * Replays one call of a denoising network: x, t, low_res for an upsampler, y if conditional, then
 * out.
 */
record UNetReplay(CaseFolder folder, RecordedStage stage) implements Replay {
  static UNetReplay read(CaseFolder folder, FlagReader flags) {
    UNetReplay replay = new UNetReplay(folder, StageFlags.network(flags));
    flags.refuseOthers();
    return replay;
  }

  static UNetReplay readUpsampler(CaseFolder folder, FlagReader flags) {
    UNetReplay replay = new UNetReplay(folder, StageFlags.upsamplerNetwork(flags));
    flags.refuseOthers();
    return replay;
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    Denoiser denoiser = stage.denoiser();
    try (NpzFile file = folder.arrays("io.npz");
        Program program = stage.load(folder);
        NDManager manager = program.newManager()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDList inputs = new NDList(recorded.get("x"), recorded.get("t"));
      if (denoiser.isUpsampler()) {
        inputs.add(recorded.get("low_res"));
      }
      if (denoiser.takesLabels()) {
        inputs.add(recorded.get("y"));
      }
      NDArray out = program.run("forward", inputs).singletonOrThrow();
      return List.of(recorded.compare("out", out, Tolerances.NETWORK));
    }
  }
}
