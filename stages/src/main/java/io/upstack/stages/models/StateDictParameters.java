package io.upstack.stages.models;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.checkpoints.CheckpointTensor;
import io.upstack.stages.checkpoints.StateDict;
import io.upstack.stages.networks.Parameters;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;
import java.util.Map;

/**
 * The parameters of a network from a checkpoint. Tensors are converted as they are written, out of
 * the mapped file, so that the checkpoint must stay open until the program stands.
 */
public final class StateDictParameters implements Parameters {
  private final Map<String, CheckpointTensor> tensors;

  public StateDictParameters(StateDict checkpoint) {
    this.tensors = checkpoint.tensors();
  }

  /**
   * @throws IllegalArgumentException naming the tensor, if it is missing, of another shape or not
   *     of a floating point type
   */
  @Override
  public TensorData get(String name, List<Long> shape, ElementType type) {
    CheckpointTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new IllegalArgumentException(
          "the checkpoint has no tensor '%s', expected one of shape %s".formatted(name, shape));
    }
    if (!tensor.shape().equals(shape)) {
      throw new IllegalArgumentException(
          "tensor '%s' of the checkpoint has shape %s, expected %s"
              .formatted(name, tensor.shape(), shape));
    }
    if (!tensor.elementType().isFloatingPoint()) {
      throw new IllegalArgumentException(
          "tensor '%s' of the checkpoint is of %s, expected a floating point type"
              .formatted(name, tensor.elementType()));
    }
    return new Converted(tensor, type);
  }

  private record Converted(CheckpointTensor tensor, ElementType elementType) implements TensorData {
    @Override
    public List<Long> shape() {
      return tensor.shape();
    }

    @Override
    public void writeTo(WritableByteChannel channel) throws IOException {
      tensor.copyTo(elementType, channel);
    }
  }
}
