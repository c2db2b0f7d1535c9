package io.upstack.stages.verify;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import io.upstack.stages.arrays.NpzFile;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.diffusion.NetworkMethods;
import io.upstack.stages.networks.ClassifierArchitecture;
import io.upstack.stages.networks.Precision;
import io.upstack.stages.networks.StateDictParameters;
import io.upstack.stages.networks.Weights;
import io.upstack.stages.programs.Program;
import io.upstack.stages.programs.ProgramBuilder;
import io.upstack.stages.programs.TemporaryProgram;
import java.io.IOException;
import java.util.List;

/** One call of a noisy classifier and of its gradient: x, t, y, then logits and grad. */
record ClassifierReplay(CaseFolder folder, ClassifierArchitecture architecture) implements Replay {
  static ClassifierReplay read(CaseFolder folder, FlagReader flags) {
    ClassifierArchitecture architecture =
        NetworkFlags.classifier(flags.requiredSection("classifier"));
    flags.refuseOthers();
    return new ClassifierReplay(folder, architecture);
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
    try (StateDict checkpoint = folder.checkpoint("classifier.pt")) {
      StateDictParameters parameters = new StateDictParameters("classifier.pt", checkpoint);
      ProgramBuilder program = new ProgramBuilder("Classifier");
      Weights weights = new Weights(program, parameters, "classifier_");
      NetworkMethods.classifier(program, architecture, Precision.FP32, weights);
      parameters.requireFit();
      return TemporaryProgram.load(program, Device.cpu());
    }
  }
}
