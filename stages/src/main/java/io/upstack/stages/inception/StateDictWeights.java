package io.upstack.stages.inception;

import io.upstack.stages.checkpoints.CheckpointTensor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A tensor of an open state dict. */
record StateDictWeights(CheckpointTensor tensor) implements NamedWeights {
  @Override
  public List<Long> shape() {
    return tensor.shape();
  }

  @Override
  public String type() {
    return tensor.elementType().toString();
  }

  @Override
  public boolean isFloatingPoint() {
    return tensor.elementType().isFloatingPoint();
  }

  @Override
  public float[] values() {
    try {
      return tensor.toFloats();
    } catch (IOException exception) {
      throw new UncheckedIOException(exception);
    }
  }
}
