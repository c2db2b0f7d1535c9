package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.proto.BaseStage;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.flags.FlagReader;
import io.upstack.stages.models.DenoiserPrograms;
import io.upstack.stages.models.Denoisers;
import io.upstack.stages.programs.Program;
import java.io.IOException;
import java.util.List;

/** Replays one call of a noisy classifier and of its gradient: x, t, y, then logits and grad. */
record ClassifierReplay(CaseFolder folder, BaseStage stage) implements Replay {
  static ClassifierReplay read(CaseFolder folder, FlagReader flags) {
    ClassifierReplay replay = new ClassifierReplay(folder, StageFlags.classifierAlone(flags));
    flags.refuseOthers();
    return replay;
  }

  @Override
  public List<ArrayComparison> run() throws IOException {
    try (NpzFile file = folder.arrays("io.npz");
        Program program = program();
        NDManager manager = program.newManager()) {
      RecordedArrays recorded = new RecordedArrays(file, manager);
      NDArray x = recorded.get("x");
      NDArray t = recorded.get("t");
      NDArray logits = program.run("classifier", new NDList(x, t)).singletonOrThrow();
      NDList guidance = program.runWithGradients("gradient", new NDList(x, t, recorded.get("y")));
      return List.of(
          recorded.compare("logits", logits, Tolerances.NETWORK),
          recorded.compare("grad", guidance.get(1), Tolerances.NETWORK));
    }
  }

  private Program program() throws IOException {
    return DenoiserPrograms.loadClassifier(
        Denoisers.guidance(stage, RecordedStage.DEVICE),
        folder.checkpoint(RecordedStage.CLASSIFIER_CHECKPOINT),
        Device.cpu());
  }
}
