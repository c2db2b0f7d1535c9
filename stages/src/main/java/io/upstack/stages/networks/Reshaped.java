package io.upstack.stages.networks;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.programs.TensorData;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** A tensor with the same elements but another shape. */
record Reshaped(TensorData tensor, List<Long> shape) implements TensorData {
  @Override
  public ElementType elementType() {
    return tensor.elementType();
  }

  @Override
  public void writeTo(WritableByteChannel channel) throws IOException {
    tensor.writeTo(channel);
  }
}
