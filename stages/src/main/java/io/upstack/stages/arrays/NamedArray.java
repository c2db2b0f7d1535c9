package io.upstack.stages.arrays;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * An array to be written.
 *
 * @param name the name without {@code .npy}
 * @param shape the shape, empty for a single element without dimensions
 */
public record NamedArray(String name, ElementType type, List<Long> shape, ArrayContent content) {
  public NamedArray {
    shape = List.copyOf(shape);
    if (shape.stream().anyMatch(dimension -> dimension < 0)) {
      throw new IllegalArgumentException(
          "array '%s' has the shape %s, expected no negative dimension".formatted(name, shape));
    }
    if (type.numpyDescriptor().isEmpty()) {
      throw new IllegalArgumentException(
          "array '%s' is of %s, which numpy does not know".formatted(name, type));
    }
  }

  /** Returns an array of {@link ElementType#UINT8}. The values are not copied. */
  public static NamedArray ofBytes(String name, List<Long> shape, byte[] values) {
    return of(name, ElementType.UINT8, shape, values);
  }

  /** Returns an array of {@link ElementType#FLOAT32}. */
  public static NamedArray ofFloats(String name, List<Long> shape, float[] values) {
    byte[] bytes = allocate(name, values.length, Float.BYTES);
    little(bytes).asFloatBuffer().put(values);
    return of(name, ElementType.FLOAT32, shape, bytes);
  }

  /** Returns an array of {@link ElementType#FLOAT64}. */
  public static NamedArray ofDoubles(String name, List<Long> shape, double[] values) {
    byte[] bytes = allocate(name, values.length, Double.BYTES);
    little(bytes).asDoubleBuffer().put(values);
    return of(name, ElementType.FLOAT64, shape, bytes);
  }

  /** Returns an array of {@link ElementType#INT64}. */
  public static NamedArray ofLongs(String name, List<Long> shape, long[] values) {
    byte[] bytes = allocate(name, values.length, Long.BYTES);
    little(bytes).asLongBuffer().put(values);
    return of(name, ElementType.INT64, shape, bytes);
  }

  private static NamedArray of(String name, ElementType type, List<Long> shape, byte[] bytes) {
    NamedArray array = new NamedArray(name, type, shape, output -> output.write(bytes));
    long expected = array.header().elements();
    if (bytes.length != expected * type.size()) {
      throw new IllegalArgumentException(
          "array '%s' has %d elements, expected %d for the shape %s"
              .formatted(name, bytes.length / type.size(), expected, shape));
    }
    return array;
  }

  private static byte[] allocate(String name, int elements, int size) {
    if (elements > (Integer.MAX_VALUE - 8) / size) {
      throw new IllegalArgumentException(
          "array '%s' has %d elements, too many to be written from memory"
              .formatted(name, elements));
    }
    return new byte[elements * size];
  }

  private static ByteBuffer little(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  NpyHeader header() {
    return new NpyHeader(type, false, false, shape);
  }
}
