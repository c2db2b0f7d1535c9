package io.upstack.stages.checkpoints;

import io.upstack.stages.arrays.ElementType;
import io.upstack.stages.problems.Printable;
import java.util.List;

/**
 * The places of a tensor's elements in its storage.
 *
 * @param strides the strides in elements, one for each dimension
 * @param offset the offset of the first element in the storage, in elements
 * @param storage the key of the storage in the file
 * @param storageElements the number of elements that the storage should hold
 */
record TensorLayout(
    ElementType elementType,
    List<Long> shape,
    List<Long> strides,
    long offset,
    String storage,
    long storageElements) {
  /**
   * A terabyte. No tensor of a checkpoint is that large, and arithmetic is far from overflowing
   * there.
   */
  private static final long LARGEST = 1L << 40;

  TensorLayout {
    shape = List.copyOf(shape);
    strides = List.copyOf(strides);
  }

  /** Throws if these numbers do not place all elements inside the storage. */
  void check() throws MalformedPickleException {
    if (shape.size() != strides.size()) {
      throw new MalformedPickleException(
          "has the shape %s and the strides %s, expected as many".formatted(shape, strides));
    }
    if (storageElements < 0 || storageElements > LARGEST) {
      throw new MalformedPickleException(
          "has a storage of %d elements, expected 0 to 2^40".formatted(storageElements));
    }
    boolean negative = shape.stream().anyMatch(dimension -> dimension < 0);
    if (negative || strides.stream().anyMatch(stride -> stride < 0) || offset < 0) {
      throw new MalformedPickleException(
          "has the shape %s, the strides %s and the storage offset %d, expected none negative"
              .formatted(shape, strides, offset));
    }
    try {
      long size = Math.multiplyExact(elements(), elementType.size());
      if (size > LARGEST) {
        throw tooLarge();
      }
      checkExtent(extent());
    } catch (ArithmeticException exception) {
      throw tooLarge();
    }
  }

  private void checkExtent(long extent) throws MalformedPickleException {
    if (extent > storageElements) {
      throw new MalformedPickleException(
          "reaches to element %d of storage '%s', which has %d (shape %s, strides %s, offset %d)"
              .formatted(extent, Printable.name(storage), storageElements, shape, strides, offset));
    }
  }

  private MalformedPickleException tooLarge() {
    return new MalformedPickleException(
        "has the shape %s and the strides %s of %s, expected at most 2^40 bytes"
            .formatted(shape, strides, elementType));
  }

  long elements() {
    return shape.contains(0L) ? 0 : shape.stream().reduce(1L, Math::multiplyExact);
  }

  /** Returns the number of bytes of the storage in the file. */
  long storageBytes() {
    return storageElements * elementType.size();
  }

  /** Returns one more than the largest index of an element in the storage. */
  private long extent() {
    if (elements() == 0) {
      return 0;
    }
    long last = offset;
    for (int dimension = 0; dimension < shape.size(); dimension++) {
      long along = Math.multiplyExact(shape.get(dimension) - 1, strides.get(dimension));
      last = Math.addExact(last, along);
    }
    return Math.addExact(last, 1);
  }

  boolean isContiguous() {
    return elements() == 0 || contiguousFrom() == 0;
  }

  /** Returns the first dimension from which on the elements are adjacent in C order. */
  int contiguousFrom() {
    long expected = 1;
    for (int dimension = shape.size() - 1; dimension >= 0; dimension--) {
      if (shape.get(dimension) != 1 && strides.get(dimension) != expected) {
        return dimension + 1;
      }
      expected *= shape.get(dimension);
    }
    return 0;
  }
}
