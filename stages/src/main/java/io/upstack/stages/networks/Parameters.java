package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.TensorData;
import java.util.List;

/** The tensors of a checkpoint, by the names of its state dict. */
@FunctionalInterface
public interface Parameters {
  /**
   * The tensor of this name.
   *
   * @param shape what the architecture expects
   * @param type what the program computes in; the tensor is converted to it
   */
  TensorData get(String name, List<Long> shape, ElementType type);
}
