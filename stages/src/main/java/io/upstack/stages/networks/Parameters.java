package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.TensorData;
import java.util.List;

/** The tensors of a checkpoint by their names in its state dict. */
@FunctionalInterface
public interface Parameters {
  /**
   * Returns the tensor with this name.
   *
   * @param shape the shape that the architecture expects
   * @param type the type that the program computes in; the tensor is converted to it
   */
  TensorData get(String name, List<Long> shape, ElementType type);
}
