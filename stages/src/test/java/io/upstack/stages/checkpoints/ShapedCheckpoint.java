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

  private static Path write(
      Path file, Map<String, List<Long>> shapes, String storage, int elementSize)
      throws IOException {
    PickleWriter pickle = PickleWriter.stateDict();
    shapes.forEach(
        (name, shape) ->
            pickle.entry(
                name,
                new Tensor(storage, "0", 1, 0, shape, Collections.nCopies(shape.size(), 0L))));
    return CheckpointWriter.of(pickle.end()).with("data/0", new byte[elementSize]).writeTo(file);
  }
}
