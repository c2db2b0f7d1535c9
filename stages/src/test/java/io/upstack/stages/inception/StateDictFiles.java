package io.upstack.stages.inception;

import io.upstack.stages.checkpoints.CheckpointWriter;
import io.upstack.stages.checkpoints.LegacyCheckpointWriter;
import io.upstack.stages.checkpoints.PickleWriter;
import io.upstack.stages.checkpoints.PickleWriter.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** State dicts of the formula's weights, in either format of {@code torch.save}. */
final class StateDictFiles {
  private StateDictFiles() {}

  static Path zip(Path file, Map<String, List<Long>> shapes) throws IOException {
    CheckpointWriter writer = CheckpointWriter.of(pickle(PickleWriter.stateDict(), shapes));
    shapes.forEach((name, shape) -> writer.with("data/" + name, content(name, shape)));
    return writer.writeTo(file);
  }

  static Path legacy(Path file, Map<String, List<Long>> shapes) throws IOException {
    LegacyCheckpointWriter writer =
        LegacyCheckpointWriter.of(pickle(PickleWriter.legacyStateDict(), shapes));
    shapes.forEach(
        (name, shape) -> writer.with(name, WeightProblems.elements(shape), content(name, shape)));
    return writer.writeTo(file);
  }

  private static PickleWriter pickle(PickleWriter pickle, Map<String, List<Long>> shapes) {
    shapes.forEach((name, shape) -> pickle.entry(name, tensor(name, shape)));
    return pickle.end();
  }

  private static Tensor tensor(String name, List<Long> shape) {
    String type = isCount(name) ? "LongStorage" : "FloatStorage";
    return Tensor.contiguous(type, name, shape.stream().mapToLong(Long::longValue).toArray());
  }

  private static byte[] content(String name, List<Long> shape) {
    if (isCount(name)) {
      return new byte[Long.BYTES];
    }
    float[] values = new FormulaWeights(name, shape).values();
    ByteBuffer bytes =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static boolean isCount(String name) {
    return name.endsWith("num_batches_tracked");
  }
}
