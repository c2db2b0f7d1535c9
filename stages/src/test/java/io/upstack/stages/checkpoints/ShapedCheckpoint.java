package io.upstack.stages.checkpoints;

import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Writes state dicts of any size as small files: every element is the one of a shared storage. */
public final class ShapedCheckpoint {
  private ShapedCheckpoint() {}

  /** A state dict of float32 tensors. */
  public static Path write(Path file, Map<String, List<Long>> shapes) throws IOException {
    return write(file, shapes, "FloatStorage", Float.BYTES);
  }

  /** A state dict of int64 tensors. */
  public static Path writeWhole(Path file, Map<String, List<Long>> shapes) throws IOException {
    return write(file, shapes, "LongStorage", Long.BYTES);
  }

  /**
   * A training state: state dicts of float32 tensors by key, an optimizer as PyTorch saves it, the
   * step, and the arguments of the script, which are of a class.
   */
  public static Path writeTrainingState(Path file, Map<String, Map<String, List<Long>>> stateDicts)
      throws IOException {
    return trainingState(PickleWriter.trainingState(), stateDicts)
        .with("data/0", new byte[Float.BYTES])
        .writeTo(file);
  }

  private static CheckpointWriter trainingState(
      PickleWriter pickle, Map<String, Map<String, List<Long>>> stateDicts) {
    stateDicts.forEach(
        (key, shapes) -> {
          pickle.text(key).opcodes("}(");
          shapes.forEach((name, shape) -> pickle.entry(name, shared("FloatStorage", shape)));
          pickle.opcodes("u");
        });
    return CheckpointWriter.of(pickle.end());
  }

  private static Tensor shared(String storage, List<Long> shape) {
    return new Tensor(storage, "0", 1, 0, shape, Collections.nCopies(shape.size(), 0L));
  }

  private static Path write(
      Path file, Map<String, List<Long>> shapes, String storage, int elementSize)
      throws IOException {
    PickleWriter pickle = PickleWriter.stateDict();
    shapes.forEach((name, shape) -> pickle.entry(name, shared(storage, shape)));
    return CheckpointWriter.of(pickle.end()).with("data/0", new byte[elementSize]).writeTo(file);
  }
}
