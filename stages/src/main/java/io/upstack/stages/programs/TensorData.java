package io.upstack.stages.programs;

import io.upstack.stages.arrays.ElementType;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** The constant content of a tensor in a program, little-endian, without gaps. */
public interface TensorData {
  ElementType elementType();

  List<Long> shape();

  /**
   * Returns the number of elements between neighbors along each dimension, in the order {@link
   * #writeTo} writes.
   */
  default List<Long> strides() {
    return Strides.contiguous(shape());
  }

  void writeTo(WritableByteChannel channel) throws IOException;

  /** Returns the number of elements: the product of the dimensions. */
  default long elements() {
    return shape().stream().reduce(1L, Math::multiplyExact);
  }
}
