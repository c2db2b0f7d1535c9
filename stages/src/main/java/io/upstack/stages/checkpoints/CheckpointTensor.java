package io.upstack.stages.checkpoints;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.arrays.FloatConversion;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/**
 * A tensor of a checkpoint, whose elements are in the file. Tensors can share a storage. Several
 * threads can use a tensor at once, until its {@link StateDict} is closed.
 */
public final class CheckpointTensor {
  private final String name;
  private final TensorLayout layout;
  private final PagedFile file;
  private final long storagePosition;

  CheckpointTensor(String name, TensorLayout layout, PagedFile file, long storagePosition) {
    this.name = name;
    this.layout = layout;
    this.file = file;
    this.storagePosition = storagePosition;
  }

  /** Returns the name in the network, such as {@code input_blocks.0.0.weight}. */
  public String name() {
    return name;
  }

  public ElementType elementType() {
    return layout.elementType();
  }

  /** Returns the shape, which is empty for a single element without dimensions. */
  public List<Long> shape() {
    return layout.shape();
  }

  /** Returns the strides in elements, one for each dimension. */
  public List<Long> strides() {
    return layout.strides();
  }

  /** Returns the offset of the first element in its storage, in elements. */
  public long storageOffset() {
    return layout.offset();
  }

  /** Returns the key of its storage in the file. */
  String storage() {
    return layout.storage();
  }

  public long elements() {
    return layout.elements();
  }

  /** Returns whether the elements are adjacent and in C order. */
  public boolean isContiguous() {
    return layout.isContiguous();
  }

  /**
   * Writes the elements in C order and in little-endian byte order as the given type. They are
   * written unchanged, or converted between floating point types and rounded to nearest, ties to
   * even. Memory use is bounded.
   *
   * @throws IllegalArgumentException for any other conversion
   */
  public void copyTo(ElementType target, WritableByteChannel channel) throws IOException {
    if (target != elementType() && !(target.isFloatingPoint() && elementType().isFloatingPoint())) {
      throw new IllegalArgumentException(
          "tensor '%s' is of %s, which does not become %s".formatted(name, elementType(), target));
    }
    TensorGatherer gatherer = new TensorGatherer(layout, file, storagePosition);
    while (gatherer.hasNext()) {
      write(converted(gatherer.next(), target), channel);
    }
  }

  /**
   * Returns all elements of a floating point tensor in C order, in memory.
   *
   * @throws IllegalArgumentException if the tensor has another type, or more elements than an array
   *     can hold
   */
  public float[] toFloats() throws IOException {
    if (!elementType().isFloatingPoint() || elements() > Integer.MAX_VALUE - 8) {
      throw new IllegalArgumentException(
          "tensor '%s' of %s with shape %s does not become an array of floats"
              .formatted(name, elementType(), shape()));
    }
    float[] floats = new float[(int) elements()];
    int filled = 0;
    TensorGatherer gatherer = new TensorGatherer(layout, file, storagePosition);
    while (gatherer.hasNext()) {
      ByteBuffer converted = converted(gatherer.next(), ElementType.FLOAT32);
      int count = converted.remaining() / Float.BYTES;
      converted.asFloatBuffer().get(floats, filled, count);
      filled += count;
    }
    return floats;
  }

  private ByteBuffer converted(ByteBuffer elements, ElementType target) {
    if (target == elementType()) {
      return elements;
    }
    int count = elements.remaining() / elementType().size();
    ByteBuffer converted =
        ByteBuffer.allocate(count * target.size()).order(ByteOrder.LITTLE_ENDIAN);
    FloatConversion.convert(elementType(), elements, target, converted);
    return converted.flip();
  }

  private static void write(ByteBuffer bytes, WritableByteChannel channel) throws IOException {
    while (bytes.hasRemaining()) {
      channel.write(bytes);
    }
  }
}
