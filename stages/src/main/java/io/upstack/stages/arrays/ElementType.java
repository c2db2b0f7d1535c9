package io.upstack.stages.arrays;

import java.util.Arrays;
import java.util.Optional;

/** The type of an array's elements. Elements are little-endian wherever they are bytes. */
public enum ElementType {
  FLOAT16(2, "<f2"),
  /** The upper half of a float32, which numpy does not know. */
  BFLOAT16(2, ""),
  FLOAT32(4, "<f4"),
  FLOAT64(8, "<f8"),
  UINT8(1, "|u1"),
  UINT16(2, "<u2"),
  UINT32(4, "<u4"),
  /** An unsigned type whose upper half becomes negative in Java's {@code long}. */
  UINT64(8, "<u8"),
  INT8(1, "|i1"),
  INT16(2, "<i2"),
  INT32(4, "<i4"),
  INT64(8, "<i8"),
  BOOL(1, "|b1");

  private final int size;
  private final String descriptor;

  ElementType(int size, String descriptor) {
    this.size = size;
    this.descriptor = descriptor;
  }

  /** Returns the size in bytes. */
  public int size() {
    return size;
  }

  /**
   * Returns the name that numpy uses for the type in an npy header, such as {@code <f4}, if numpy
   * knows the type.
   */
  public Optional<String> numpyDescriptor() {
    return descriptor.isEmpty() ? Optional.empty() : Optional.of(descriptor);
  }

  /** Returns the type of this descriptor, which begins with {@code <} or {@code |}. */
  public static Optional<ElementType> ofNumpyDescriptor(String descriptor) {
    return Arrays.stream(values())
        .filter(type -> !descriptor.isEmpty() && type.descriptor.equals(descriptor))
        .findFirst();
  }

  public boolean isFloatingPoint() {
    return switch (this) {
      case FLOAT16, BFLOAT16, FLOAT32, FLOAT64 -> true;
      case UINT8, UINT16, UINT32, UINT64, INT8, INT16, INT32, INT64, BOOL -> false;
    };
  }
}
