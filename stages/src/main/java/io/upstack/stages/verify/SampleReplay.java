package io.upstack.stages.verify;

import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.util.List;

/** Replays a sampling run of a stage, with or without guidance, whose noise was recorded. */
record SampleReplay(CaseFolder folder, RecordedStage stage) implements Replay {
  static SampleReplay read(CaseFolder folder, FlagReader flags) {
    SampleReplay replay = new SampleReplay(folder, StageFlags.sampling(flags));
    flags.refuseOthers();
    return replay;
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("io.npz");
        Program program = stage.load(folder);
        NDManager manager = program.newManager()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      return new RecordedRun(stage.denoiser(), program, recorded).compare();
    }
  }
}
